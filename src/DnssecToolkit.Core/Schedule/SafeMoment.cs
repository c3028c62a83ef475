using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Looks for the earliest moment at which a change of the keyindex breaks nothing.</summary>
public static class SafeMoment
{
    private const long Hour = 3_600;
    private const long Day = 86_400;
    private const int MostTries = 60;

    /// <summary>Finds it.</summary>
    /// <param name="schedule">The zone's keys, with delays that are enough for all that have them.</param>
    /// <param name="index">Their keyindex.</param>
    /// <param name="policyOf">Gives each zone's policy.</param>
    /// <param name="now">The present: nothing is tried before it.</param>
    /// <param name="change">Gives the change if it is begun at a moment; null where there is none
    /// then.</param>
    /// <param name="further">Moments to try besides those that follow from the keys.</param>
    /// <returns>Null where none was found.</returns>
    public static Timestamp? Find(KeySchedule schedule, KeyIndex index,
        Func<DomainName, RolloverPolicy> policyOf, Timestamp now,
        Func<Timestamp, KeyIndexProposal?> change,
        params IReadOnlyCollection<Timestamp> further)
    {
        int tries = 0;
        foreach (Timestamp moment in SharedKeys.FollowersOf(index, schedule.Zone)
            .Select(zone => new KeySchedule(index, zone, policyOf(zone))).Prepend(schedule)
            .SelectMany(zone => CandidatesOf(zone, now))
            .Concat(further.Where(moment => moment >= now)).Distinct().Order())
        {
            if (change(moment) is { } proposal && tries++ < MostTries
                && RehearsedChange.OfAll(index, proposal, schedule.Zone, policyOf, now)
                .All(zone => zone.After.Zone == schedule.Zone
                    ? zone.Becomes.IsClean : zone.Becomes.FirstBeyond(zone.Was) is null))
            {
                return moment;
            }
        }

        return null;
    }

    /// <summary>From now until the last event of a schedule has left all caches.</summary>
    public static Interval HorizonOf(KeySchedule schedule, Timestamp now)
    {
        RolloverPolicy policy = schedule.Policy;
        Timestamp last = schedule.Keys.Select(key => key.Removed).Append(now).Max();
        return new Interval(now, last + (policy.ZskRetireInterval + policy.KskOverlap + Day));
    }

    // Nothing changes between events: what is not safe after one is not safe before the next.
    private static IEnumerable<Timestamp> CandidatesOf(KeySchedule schedule, Timestamp now) => schedule.Keys
        .SelectMany(key => new[] { key.Publish, key.Start, key.Ended, key.Removed,
            schedule.MilestonesOf(key).Ready, schedule.MilestonesOf(key).Dead }
            .OfType<Timestamp>()
            .SelectMany(moment => new[] { moment, moment + schedule.Policy.KskOverlap, moment
                + schedule.Policy.ZskRetireInterval }))
        .Select(moment => moment + ((Hour - (moment.Seconds % Hour)) % Hour))
        .Where(moment => moment > now).Append(now);
}
