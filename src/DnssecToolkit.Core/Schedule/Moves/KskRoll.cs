using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A KSK follows others before its time (RFC 6781 §4.1.2, RFC 7583 §3.3).</summary>
public sealed class KskRoll : KeyMove
{
    private KskRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the others leave when the parent can have changed its DS, and not before it
    /// has.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="method">What comes first. By double signature the new KSK signs at once.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone has no KSK that signs, or is the root and has
    /// no DS.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at,
        KskRollMethod method = KskRollMethod.DoubleSignature) =>
        new KskRoll(schedule, at).Plan(method);

    private KeyIndexProposal Plan(KskRollMethod method)
    {
        KeyIndexEntry[] present = [.. Roles.SignDnskey.Where(key => key.Role == KeyRole.KSK)
            .Except(Roles.Revoked)];
        if (present.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no KSK that signs at {At}",
                "a zone with CSKs rolls these: `keyall roll csk`");
        }

        if (Array.TrueForAll(present, IsLeaving))
        {
            throw Impossible(
                $"the KSKs of {Schedule.Zone} leave by {present.Max(key => key.Removed)}, and nothing follows them",
                "roll those that come, when they sign: `keyall show`");
        }

        // What is on its way out goes as planned.
        present = Array.FindAll(present, key => !IsLeaving(key));
        Timestamp start = At;
        Timestamp end = Trusted(At);
        Timestamp? ask = null;
        if (method != KskRollMethod.DoubleSignature)
        {
            DemandDs("roll by double DS or double RRset");
            ask = At;
            start = method == KskRollMethod.DoubleDs ? DsKnown : At;
            end = method == KskRollMethod.DoubleDs ? DsKnown : Later(DsKnown, Known);
        }

        foreach (DnssecAlgorithm algorithm in present.Select(key => key.Algorithm).Distinct())
        {
            Add(KeyRole.KSK, algorithm, start, start, dsAsk: ask);
        }

        foreach (KeyIndexEntry key in present.Where(key => key.Removed > end))
        {
            TakeOut(key, end, end);
        }

        return Proposal();
    }

    private bool IsLeaving(KeyIndexEntry key) => IsLeaving(key.Algorithm, KeyRole.KSK);
}
