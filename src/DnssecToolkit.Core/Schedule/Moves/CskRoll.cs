using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A CSK follows another before its time.</summary>
public sealed class CskRoll : KeyMove
{
    private CskRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the new CSK takes over when every resolver knows it; the old one leaves with its DS
    /// and its signatures.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="method">What comes first.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone has no CSK that signs, or is the root and has
    /// no DS.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at,
        CskRollMethod method = CskRollMethod.PrePublication) =>
        new CskRoll(schedule, at).Plan(method);

    private KeyIndexProposal Plan(CskRollMethod method)
    {
        KeyIndexEntry[] present = [.. Roles.SignZone.Where(key => key.Role == KeyRole.CSK && key.Start <= At)];
        if (present.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no CSK that signs at {At}",
                "a zone with KSK and ZSK rolls these: `keyall roll ksk`, `keyall roll zsk`");
        }

        present = Array.FindAll(present, key => !IsLeaving(key.Algorithm, KeyRole.CSK));
        if (present.Length == 0)
        {
            throw Impossible($"the CSK of {Schedule.Zone} leaves, and no CSK of its algorithm follows it",
                "see what comes in its place: `keyall show`");
        }

        if (method is CskRollMethod.DoubleDs or CskRollMethod.DoubleRRset or CskRollMethod.SingleSignature)
        {
            DemandDs("roll that begins with a DS");
        }

        foreach (KeyIndexEntry key in present)
        {
            Follow(key, method);
        }

        return Proposal();
    }

    private void Follow(KeyIndexEntry key, CskRollMethod method)
    {
        Timestamp cached = Later(Forgotten(At), Known); // data has both signatures, and every resolver both keys
        Timestamp taken = method switch
        {
            CskRollMethod.DoubleSignature => cached,
            CskRollMethod.DoubleRRset => Later(cached, DsKnown),
            CskRollMethod.DoubleDs => FullHour(DsKnown + Schedule.KnownAfter),
            _ => Known,
        };
        Timestamp gone = method switch
        {
            CskRollMethod.DoubleSignature => Later(taken, Trusted(At)),
            CskRollMethod.DoubleRRset => taken,
            CskRollMethod.PrePublication => Later(Forgotten(taken), Trusted(taken)),
            _ => Later(Forgotten(taken), DsKnown),
        };
        Add(KeyRole.CSK, key.Algorithm, method == CskRollMethod.DoubleDs ? DsKnown : At, taken,
            presign: method is CskRollMethod.DoubleSignature or CskRollMethod.DoubleRRset ? At : null,
            dsAsk: method is CskRollMethod.PrePublication or CskRollMethod.DoubleSignature ? null : At);
        TakeOut(key, taken, gone);
    }
}
