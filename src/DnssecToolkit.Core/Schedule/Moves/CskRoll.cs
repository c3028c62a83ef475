using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A CSK follows another before its time, by pre-publication.</summary>
public sealed class CskRoll : KeyMove
{
    private CskRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the new CSK takes over when every resolver knows it; the old one leaves with its DS and its signatures.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When it begins.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone has no CSK that signs.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at) => new CskRoll(schedule, at).Plan();

    private KeyIndexProposal Plan()
    {
        KeyIndexEntry[] present = [.. Roles.SignZone.Where(key => key.Role == KeyRole.CSK)];
        if (present.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no CSK that signs at {At}", "a zone with KSK and ZSK rolls these: `keyall roll ksk`, `keyall roll zsk`");
        }

        foreach (KeyIndexEntry key in present)
        {
            Add(KeyRole.CSK, key.Algorithm, At, Known);
            Retire(key, Known, Later(Forgotten(Known), Trusted(Known)));
        }

        return Proposal();
    }
}
