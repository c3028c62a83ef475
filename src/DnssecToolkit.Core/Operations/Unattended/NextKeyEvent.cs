using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>When a zone's keys next change what they do, so that a run is due then.</summary>
internal static class NextKeyEvent
{
    /// <summary>Finds the first moment after another at which a key file's timing has something.</summary>
    /// <returns>Null where nothing is to come.</returns>
    internal static Timestamp? After(ZoneConfiguration zone, Timestamp moment)
    {
        using KeyDirectory keys = KeyDirectory.Read(zone.Keys, zone.Name, new FindingList());
        Timestamp[] coming = [.. keys.Keys.SelectMany(key => MomentsOf(key.Timing)).OfType<Timestamp>().Where(change => change > moment)];
        return coming.Length == 0 ? null : coming.Min();
    }

    private static Timestamp?[] MomentsOf(KeyTiming timing) =>
        [timing.Publish, timing.Activate, timing.Inactive, timing.Revoke, timing.Delete, timing.SyncPublish, timing.SyncDelete];
}
