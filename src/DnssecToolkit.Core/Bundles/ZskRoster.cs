using System.Collections.Immutable;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>Says which ZSKs stand in the DNSKEY RRset of each slot: by the keyindex, or by the moments in
/// their files.</summary>
public static class ZskRoster
{
    /// <summary>By the moments of the keys: one that is published for a part of a slot is published for all
    /// of it.</summary>
    /// <param name="keys">The ZSKs; one without any moment is always published.</param>
    public static Func<Interval, IEnumerable<ZoneKey>> ByTiming(
        IReadOnlyCollection<(ZoneKey Key, KeyTiming Timing)> keys) => slot => keys
        .Where(key => key.Timing.IsEmpty || ((key.Timing.Publish ?? key.Timing.Activate) < slot.End
            && !(key.Timing.Delete <= slot.Start)))
        .Select(key => key.Key);

    /// <summary>By what the rows of a keyindex do: those that are held go on, and stay until nothing in a
    /// cache needs them.</summary>
    /// <remarks>A KSK whose DS the parent may still have keeps the ZSKs of its algorithm with it: data must
    /// be signed by each algorithm of the DNSKEY RRset (RFC 4035 §2.2). ZSKs of an algorithm whose KSKs have
    /// left leave with them, whatever their dates say.</remarks>
    /// <param name="schedule">The zone's rows.</param>
    /// <param name="keys">The keys that the rows name.</param>
    /// <exception cref="Diagnostics.KeyUnavailableException">A row's key is not among them, or is another
    /// signer's; thrown when a slot asks for it.</exception>
    public static Func<Interval, IEnumerable<ZoneKey>> ByKeyIndex(KeySchedule schedule,
        IReadOnlyCollection<ZoneKey> keys) => slot => RowsIn(schedule, slot)
        .Select(row => KskRoster.KeyFor(row, keys));

    /// <summary>The rows of the ZSKs that are published in a slot.</summary>
    /// <param name="schedule">The zone's rows.</param>
    /// <param name="slot">The slot.</param>
    public static IEnumerable<KeyIndexEntry> RowsIn(KeySchedule schedule, Interval slot)
    {
        ImmutableSortedSet<Timestamp> changes = KskRoster.ChangesByKeyIndex(schedule);
        Timestamp needed = slot.Start - schedule.Policy.ZskRetireInterval;
        HashSet<KeyIndexEntry> published = [.. changes
            .Where(moment => moment > slot.Start && moment < slot.End).Append(slot.Start)
            .SelectMany(moment => schedule.RolesAt(moment).Publish)];
        HashSet<KeyIndexEntry> held = [.. changes
            .Where(moment => moment > needed && moment < slot.Start).Append(needed)
            .SelectMany(moment => schedule.RolesAt(moment).Held)];
        return schedule.Keys.Where(row => !row.IsSep && (published.Contains(row) || (held.Contains(row)
            && published.Any(ksk => ksk.IsSep && ksk.Algorithm == row.Algorithm))));
    }
}
