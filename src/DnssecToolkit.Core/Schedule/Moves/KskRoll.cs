using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A KSK follows others before its time, by double signature (RFC 6781 §4.1.2, RFC 7583 §3.3.1).</summary>
public sealed class KskRoll : KeyMove
{
    private KskRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the new KSK signs at once; the others leave when the parent can have changed its DS, and not before it has.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When it begins.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone has no KSK that signs.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at) => new KskRoll(schedule, at).Plan();

    private KeyIndexProposal Plan()
    {
        KeyIndexEntry[] present = [.. Roles.SignDnskey.Where(key => key.Role == KeyRole.KSK).Except(Roles.Revoked)];
        if (present.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no KSK that signs at {At}", "a zone with CSKs rolls these: `keyall roll csk`");
        }

        foreach (DnssecAlgorithm algorithm in present.Select(key => key.Algorithm).Distinct())
        {
            Add(KeyRole.KSK, algorithm, At, At);
        }

        foreach (KeyIndexEntry key in present.Where(key => key.Removed > Trusted(At)))
        {
            Retire(key, Trusted(At), Trusted(At));
        }

        return Proposal();
    }
}
