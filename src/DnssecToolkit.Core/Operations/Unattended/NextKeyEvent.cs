using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>When a zone's keys next change what they do, so that a run is due then.</summary>
internal static class NextKeyEvent
{
    private const long Horizon = 10 * 365 * 86_400L; // seconds; a key's rows end long before

    /// <summary>Finds the first moment after another at which the keyindex, or without one a key file's
    /// timing, has something.</summary>
    /// <returns>Null where nothing is to come.</returns>
    internal static Timestamp? After(ZoneConfiguration zone, RunContext run)
    {
        Timestamp moment = run.Now;
        IEnumerable<Timestamp> coming = zone.KeyIndex is null
            ? ByKeyFiles(zone) : ByKeyIndex(zone, run.IndexAt(zone.KeyIndex), moment);
        Timestamp[] later = [.. coming.Where(change => change > moment)];
        return later.Length == 0 ? null : later.Min();
    }

    private static IEnumerable<Timestamp> ByKeyIndex(ZoneConfiguration zone, KeyIndex index,
        Timestamp moment) =>
        new KeySchedule(index, zone.Name, zone.Rollover)
            .Events(moment + 1, moment + Horizon).Select(happening => happening.Moment);

    private static List<Timestamp> ByKeyFiles(ZoneConfiguration zone)
    {
        using KeyDirectory keys = KeyDirectory.Read(zone.Keys, zone.Name, new FindingList());
        return [.. keys.Keys.SelectMany(key => MomentsOf(key.Timing)).OfType<Timestamp>()];
    }

    private static Timestamp?[] MomentsOf(KeyTiming timing) =>
        [timing.Publish, timing.Activate, timing.Inactive, timing.Revoke, timing.Delete, timing.SyncPublish,
            timing.SyncDelete];
}
