using System.Globalization;
using System.Text;

namespace DnssecToolkit.Reporting;

/// <summary>The status in Prometheus' text format, for the node exporter's textfile collector.</summary>
public static class StatusMetrics
{
    /// <summary>Gives the text.</summary>
    public static string Write(FleetStatus status)
    {
        StringBuilder text = new();
        Head(text, "dnssec_toolkit_last_run_timestamp_seconds", "When signall ran last.");
        text.Append(CultureInfo.InvariantCulture,
            $"dnssec_toolkit_last_run_timestamp_seconds {status.LastRun?.Seconds ?? 0}\n");
        Head(text, "dnssec_toolkit_run_problem", "1 where something keeps runs from signing anything.");
        text.Append(CultureInfo.InvariantCulture,
            $"dnssec_toolkit_run_problem {(status.Problem is null ? 0 : 1)}\n");
        Head(text, "dnssec_toolkit_strays",
            "How many things are wrong with directories of zones, and belong to no zone.");
        text.Append(CultureInfo.InvariantCulture, $"dnssec_toolkit_strays {status.Strays.Count}\n");
        Each(text, status, "dnssec_toolkit_first_expiration_timestamp_seconds",
            "When the first signature of the zone expires.", zone => zone.State.FirstExpiration?.Seconds);
        Each(text, status, "dnssec_toolkit_signed_timestamp_seconds", "When the zone was signed last.",
            zone => zone.State.SignedAt?.Seconds);
        Each(text, status, "dnssec_toolkit_deferred_signatures",
            "Signatures that were due and left to later runs.", zone => zone.State.Deferred);
        Each(text, status, "dnssec_toolkit_serial", "The serial that is installed.",
            zone => zone.State.Serial?.Value);
        Each(text, status, "dnssec_toolkit_problem", "1 where a zone needs a human.",
            zone => zone.State.Problem is null ? 0 : 1);
        Each(text, status, "dnssec_toolkit_held", "1 where an operator holds a zone.",
            zone => zone.Hold is null ? 0 : 1);
        Each(text, status, "dnssec_toolkit_unpublished",
            "1 where what is installed was not seen at its server.", zone => zone.State.IsUnpublished ? 1
            : 0);
        Each(text, status, "dnssec_toolkit_responses_until_timestamp_seconds",
            "Until when the responses of an offline KSK last.", zone => zone.Runway?.Until.Seconds);
        Each(text, status, "dnssec_toolkit_sealed_until_timestamp_seconds",
            "When the first of the sealed responses ends.",
            zone => zone.Runway?.Sealed.Select(set => (long?)set.Expires.Seconds).Min());
        Head(text, "dnssec_toolkit_active", "1 where this signer signs, 0 where it stands by.");
        text.Append(CultureInfo.InvariantCulture,
            $"dnssec_toolkit_active {(status.Role is { IsActive: false } ? 0 : 1)}\n");
        Labelled(text, "dnssec_toolkit_token_signatures_per_second",
            "What the token made when one of its keys signed last.", "token", status.Tokens.Select(token =>
                (token.Name, token.Rate)));
        Labelled(text, "dnssec_toolkit_token_problem", "1 where a token is not available.", "token",
            status.Tokens.Select(token => (token.Name, (double?)(token.Problem is null ? 0 : 1))));
        Labelled(text, "dnssec_toolkit_backup_made_timestamp_seconds",
            "When the latest copy of keys was made.", "register", status.Backups.Select(backup =>
                (backup.Register, (double?)backup.Made?.Seconds)));
        Labelled(text, "dnssec_toolkit_backup_proven_timestamp_seconds",
            "When a copy of keys was proven last.", "register", status.Backups.Select(backup =>
                (backup.Register, (double?)backup.Proven?.Seconds)));
        return text.ToString();
    }

    private static void Labelled(StringBuilder text, string name, string help, string label,
        IEnumerable<(string Name, double? Value)> values)
    {
        Head(text, name, help);
        foreach ((string member, double? value) in values.Where(entry => entry.Value is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}{{{label}=\"{Label(member)}\"}} {value}\n");
        }
    }

    private static void Each(StringBuilder text, FleetStatus status, string name, string help,
        Func<ZoneStatus, long?> value)
    {
        Head(text, name, help);
        foreach (ZoneStatus zone in status.Zones)
        {
            if (value(zone) is { } number)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"{name}{{zone=\"{Label(zone.Zone.Name.ToString())}\"}} {number}\n");
            }
        }
    }

    private static void Head(StringBuilder text, string name, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} gauge\n");

    private static string Label(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
