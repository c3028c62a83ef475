using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What a change of policy or keyindex would shift, the keys that are still to be made
/// included.</summary>
public static class ScheduleComparison
{
    /// <summary>How far beyond its end a comparison looks, so that what is shifted over the end is found on
    /// both sides.</summary>
    public static readonly Period Beyond = new(24, 0);

    /// <summary>Compares two schedules of a zone.</summary>
    /// <param name="before">As it is.</param>
    /// <param name="after">As it would be.</param>
    /// <param name="now">The first moment; the rhythm adds keys from here on.</param>
    /// <param name="until">The first moment after.</param>
    /// <returns>The events that are in the time, by one of the two, and differ in their moment or in the last
    /// safe moment for the operator.</returns>
    public static IReadOnlyList<ScheduleShift> Of(KeySchedule before, KeySchedule after, Timestamp now,
        Timestamp until)
    {
        before = before.Continued(now, until + Beyond);
        after = after.Continued(now, until + Beyond);
        Dictionary<EventName, ScheduleEvent> planned = EventsOf(before, after);
        Dictionary<EventName, ScheduleEvent> changed = EventsOf(after, before);
        return [.. planned.Keys.Union(changed.Keys)
            .Select(name => new ScheduleShift(planned.GetValueOrDefault(name),
                changed.GetValueOrDefault(name)))
            .Where(shift => (shift.Before?.Moment, shift.Before?.By) != (shift.After?.Moment,
                shift.After?.By))
            .Where(shift => IsIn(shift.Before) || IsIn(shift.After))
            .OrderBy(shift => shift.Event.Moment).ThenBy(shift => shift.Event.Kind)
            .ThenBy(shift => shift.Event.Key.Tag)];

        bool IsIn(ScheduleEvent? happening) => happening?.Moment >= now && happening.Moment < until;
    }

    private static Dictionary<EventName, ScheduleEvent> EventsOf(KeySchedule continued, KeySchedule other)
    {
        Dictionary<KeyIndexEntry, int> numbers = NumbersOf(continued, other);
        Dictionary<EventName, ScheduleEvent> events = [];
        foreach (ScheduleEvent happening in continued.Events(new Timestamp(long.MinValue), new Timestamp(long.MaxValue)))
        {
            // Keys not made yet are known by their place in the rhythm, an algorithm's end by its algorithm
            // alone.
            int key = happening.Kind == ScheduleEventKind.RunsOut
                ? 0 : numbers.GetValueOrDefault(happening.Key, happening.Key.Tag);
            KeyRole role = happening.Kind == ScheduleEventKind.RunsOut ? default : happening.Key.Role;
            events.TryAdd(new EventName(happening.Key.Algorithm, role, key, happening.Kind), happening);
        }

        return events;
    }

    // A key to be made that the other has made, on the same dates, is known by its tag.
    private static Dictionary<KeyIndexEntry, int> NumbersOf(KeySchedule continued, KeySchedule other)
    {
        ILookup<KeyPlace, int> made = other.Keys.Where(key => !key.IsToBeMade
            && !continued.Keys.Any(own => own.Tag == key.Tag && own.Algorithm == key.Algorithm))
            .ToLookup(KeyPlace.Of, key => key.Tag);
        Dictionary<KeyIndexEntry, int> numbers = new(ReferenceEqualityComparer.Instance);
        foreach (IGrouping<(Cryptography.DnssecAlgorithm, KeyRole), KeyIndexEntry> kind in continued.Keys
            .Where(key => key.IsToBeMade).GroupBy(key => (key.Algorithm, key.Role)))
        {
            int number = KeyIndexProposal.FirstProvisionalTag;
            foreach (KeyIndexEntry key in kind.OrderBy(key => key.Start).ThenBy(key => key.Publish))
            {
                numbers[key] = made[KeyPlace.Of(key)].Cast<int?>().FirstOrDefault() ?? number++;
            }
        }

        return numbers;
    }

    private readonly record struct KeyPlace(Cryptography.DnssecAlgorithm Algorithm, KeyRole Role,
        Timestamp Publish, Timestamp Start)
    {
        internal static KeyPlace Of(KeyIndexEntry key) => new(key.Algorithm, key.Role, key.Publish, key.Start);
    }

    private readonly record struct EventName(Cryptography.DnssecAlgorithm Algorithm, KeyRole Role, int Key,
        ScheduleEventKind Kind);
}
