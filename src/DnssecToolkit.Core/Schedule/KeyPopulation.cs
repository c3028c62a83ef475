using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>How many keys there are over time: made some time before they are published, destroyed some time
/// after nothing needs them.</summary>
public static class KeyPopulation
{
    /// <summary>Counts the keys of zones, those that the rhythm adds included.</summary>
    /// <param name="schedules">The zones' keys.</param>
    /// <param name="counts">Which of the rows count; all keys that are still to be made do.</param>
    /// <param name="now">The present; every row that counts is there already.</param>
    /// <param name="until">The last moment.</param>
    /// <param name="ahead">How long before its publication a key is made.</param>
    /// <param name="delay">How long after its end of life a key is destroyed.</param>
    /// <returns>The moments at which the number changes, the present first, each with the number from then
    /// on.</returns>
    public static ImmutableArray<(Timestamp Moment, int Count)> Of(
        IEnumerable<KeySchedule> schedules, Func<KeyIndexEntry, bool> counts, Timestamp now, Timestamp until,
        Period ahead, Period delay)
    {
        SortedDictionary<Timestamp, int> changes = new() { [now] = 0 };
        foreach (KeySchedule schedule in schedules)
        {
            KeySchedule continued = schedule.Continued(now, until + ahead);
            foreach (KeyIndexEntry key in continued.Keys.Where(key => key.Shares is null)) // another zone's rows count those
            {
                bool isMade = !key.IsToBeMade;
                if (!isMade || counts(key))
                {
                    Change(isMade ? now : Later(now, key.Publish - ahead), 1);
                    Change(Later(now, EndOf(continued, key) + delay), -1);
                }
            }
        }

        int count = 0;
        return [.. changes.Where(change => change.Key <= until)
            .Select(change => (change.Key, count += change.Value))];

        void Change(Timestamp moment, int by) => changes[moment] = changes.GetValueOrDefault(moment) + by;
    }

    // A DS that is not recorded yet is taken to go at its last safe moment.
    private static Timestamp EndOf(KeySchedule schedule, KeyIndexEntry key) => KeyEndOfLife.Of(schedule, key)
        ?? KeyEndOfLife.Of(schedule, key with { DsGone = key.Removed }) ?? key.Removed;

    private static Timestamp Later(Timestamp left, Timestamp right) => left > right ? left : right;
}
