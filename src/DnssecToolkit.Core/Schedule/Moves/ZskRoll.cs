using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A ZSK follows another before its time (RFC 6781 §4.1.1, RFC 7583 §3.2).</summary>
public sealed class ZskRoll : KeyMove
{
    private ZskRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the next ZSK starts as soon as every resolver knows it; the present one leaves when
    /// its signatures have.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="start">When the next ZSK is to start, or null for as soon as it may.</param>
    /// <exception cref="RefusedException">The zone has no ZSK that signs, or the start is too
    /// soon.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at, Timestamp? start = null) =>
        new ZskRoll(schedule, at).Plan(start);

    /// <summary>Plans it with two signatures on the zone's data for a while.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When the second signatures begin.</param>
    /// <param name="method">What else begins then.</param>
    /// <exception cref="RefusedException">The zone has no ZSK that signs.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at, ZskRollMethod method) => method switch
    {
        ZskRollMethod.DoubleSignature => new ZskRoll(schedule, at).SignTwice(),
        ZskRollMethod.DoubleRrsig => new ZskRoll(schedule, at).SignFirst(),
        _ => Plan(schedule, at),
    };

    // Both keys sign until no cache has data with the old signature alone.
    private KeyIndexProposal SignTwice()
    {
        foreach (KeyIndexEntry key in Present())
        {
            Timestamp start = Later(Forgotten(At), Known);
            Add(KeyRole.ZSK, key.Algorithm, At, start, presign: At);
            Retire(key, start, start);
        }

        return Proposal();
    }

    // When no cache has data with the old signature alone one key takes the other's place; the old one signs
    // on for those that know it alone.
    private KeyIndexProposal SignFirst()
    {
        foreach (KeyIndexEntry key in Present())
        {
            Timestamp published = Forgotten(At);
            Timestamp start = FullHour(published + Schedule.KnownAfter);
            Add(KeyRole.ZSK, key.Algorithm, published, start, presign: At);
            Retire(key, published, published);
            Change(key, row => row with { Postsign = start });
        }

        return Proposal();
    }

    private KeyIndexEntry[] Present()
    {
        KeyIndexEntry[] present =
            [.. Roles.SignZone.Where(key => key.Role == KeyRole.ZSK && key.Start <= At)];
        if (present.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no ZSK that signs at {At}",
                "a zone with CSKs rolls these: `keyall roll csk`");
        }

        // Where a CSK takes over, or no resolver would know a new one in time, they go as planned.
        KeyIndexEntry[] staying = [.. present.Where(key =>
            CskAfter(key) is null && !(LeavesAt(key.Algorithm) <= Known))];
        return staying.Length > 0 ? staying : throw Impossible(
            $"the ZSKs of {Schedule.Zone} leave by {present.Max(key => key.Removed)}, and nothing follows them",
            "see who signs then: `keyall show`");
    }

    private KeyIndexProposal Plan(Timestamp? wanted)
    {
        foreach (KeyIndexEntry key in Present())
        {
            KeyIndexEntry? next = Schedule.Keys.Where(other => other.Role == KeyRole.ZSK
                && other.Algorithm == key.Algorithm
                && other.Publish <= At && other.Start > At && other.Start < other.Ended).MinBy(other =>
                    other.Start);
            Timestamp earliest = next is null
                ? Known : Later(At, FullHour(Schedule.PublishedAt(next) + Schedule.KnownAfter));
            if (wanted < earliest)
            {
                throw new RefusedException(CheckCodes.SchedulePublishShort,
                    $"{(next is null ? "a new ZSK" : next)} cannot start at {wanted}: not every resolver knows it then",
                    $"the earliest safe moment is {earliest}: --start {earliest.ToCompactString()}");
            }

            Timestamp start = wanted ?? earliest;
            if (next is null)
            {
                Add(KeyRole.ZSK, key.Algorithm, At, start);
            }
            else
            {
                Change(next, row => row with { Start = start, End = Later(row.End, start) });
            }

            Retire(key, start, Forgotten(start));
        }

        return Proposal();
    }
}
