using System.Globalization;
using System.Text;
using DnssecToolkit.Configuration;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>Reminds people of the next ceremony, each month from the moment on when the bundles of an offline
/// KSK will soon end.</summary>
internal static class CeremonyReminder
{
    private const string FileName = "ceremony.json";
    private const long Again = 28 * 86_400; // seconds

    /// <summary>Makes the reminder.</summary>
    /// <param name="status">The status at the moment.</param>
    /// <returns>Subject and text; null where it is not time, or people know already.</returns>
    internal static (string Subject, string Text)? Due(FleetStatus status)
    {
        ZoneStatus[] zones = [.. status.Zones
            .Where(zone => status.Role is not { IsActive: false } && zone.Runway is { } runway
                && runway.LeastLeft(status.Now) < status.Configuration.Notifications.Ceremony)
            .OrderBy(zone => zone.Runway!.LeastLeft(status.Now))];
        string path = StateDirectory.At(status.Configuration.StateDirectory).PathOf(FileName);
        if (zones.Length == 0)
        {
            File.Delete(path); // the next time is a new one
            return null;
        }

        Timestamp? last = TimestampText.TryParseAbsolute(StateFile.Read(path)?.GetValueOrDefault("told")
            ?? "", out Timestamp moment) ? moment : null;
        return status.Now - last < Again ? null
            : ($"signall: time for a ceremony: {zones[0].Zone.Name} has bundles for {Days(zones[0], status)} days", TextOf(zones, status));
    }

    /// <summary>Remembers that people were told.</summary>
    internal static void Told(FleetStatus status) => StateFile.Write(
        StateDirectory.At(status.Configuration.StateDirectory).PathOf(FileName), json =>
            json.WriteString("told", status.Now.ToString()));

    private static long Days(ZoneStatus zone, FleetStatus status) =>
        Math.Max(0, zone.Runway!.LeastLeft(status.Now) / 86_400);

    private static string TextOf(ZoneStatus[] zones, FleetStatus status)
    {
        StringBuilder text = new(
            "The offline KSK has to sign the coming key bundles (docs/guide/offline-ksk.md). Without them the DNSKEY RRset expires.\n\n");
        foreach (ZoneStatus zone in zones)
        {
            ZoneConfiguration own = zone.Zone;
            string name = own.Name.IsRoot ? "root" : own.Name.ToString();
            string index = own.KeyIndex is null ? "" : $" --keyindex {own.KeyIndex}";
            text.Append(CultureInfo.InvariantCulture,
                $"{own.Name} has bundles until {zone.Runway!.Until}, for {Days(zone, status)} days:\n")
                .Append(CultureInfo.InvariantCulture,
                    $"  1. here:             keyall request make --zone {name} --keys {own.Keys}{index} --bundles {own.Bundles} --from {zone.Runway.Next} --until +90d --output ksr.xml\n")
                .Append("  2. carry ksr.xml to the offline host, with two people\n")
                .Append("  3. there:            keyall request check ksr.xml …, keyall request sign ksr.xml … --output skr.xml\n")
                .Append("  4. carry skr.xml back\n")
                .Append(
                    CultureInfo.InvariantCulture,
                    $"  5. here:             keyall response import skr.xml --request ksr.xml --keys {own.Keys}{index} --bundles {own.Bundles}\n\n");
        }

        return text.ToString();
    }
}
