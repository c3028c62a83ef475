using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A ZSK follows another before its time, by pre-publication (RFC 6781 §4.1.1.1).</summary>
public sealed class ZskRoll : KeyMove
{
    private ZskRoll(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: the next ZSK starts as soon as every resolver knows it; the present one leaves when its signatures have.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="start">When the next ZSK is to start, or null for as soon as it may.</param>
    /// <exception cref="RefusedException">The zone has no ZSK that signs, or the start is too soon.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at, Timestamp? start = null) => new ZskRoll(schedule, at).Plan(start);

    private KeyIndexProposal Plan(Timestamp? wanted)
    {
        KeyIndexEntry[] present = [.. Roles.SignZone.Where(key => key.Role == KeyRole.ZSK)];
        if (present.Length == 0)
        {
            throw Impossible($"{Schedule.Zone} has no ZSK that signs at {At}", "a zone with CSKs rolls these: `keyall roll csk`");
        }

        foreach (KeyIndexEntry key in present)
        {
            KeyIndexEntry? next = Schedule.Keys.Where(other => other.Role == KeyRole.ZSK && other.Algorithm == key.Algorithm
                && other.Publish <= At && other.Start > At && other.Start < other.Ended).MinBy(other => other.Start);
            Timestamp earliest = next is null ? Known : Later(At, FullHour(next.Publish + Policy.PublicationInterval));
            if (wanted < earliest)
            {
                throw new RefusedException(CheckCodes.SchedulePublishShort,
                    $"{(next is null ? "a new ZSK" : next)} cannot start at {wanted}: not every resolver knows it then", $"the earliest safe moment is {earliest}: --start {earliest.ToCompactString()}");
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
