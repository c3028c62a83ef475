using System.Text;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Reporting;

/// <summary>The status for a terminal: a line a zone.</summary>
public static class StatusText
{
    /// <summary>Gives the lines.</summary>
    public static string Write(FleetStatus status)
    {
        StringBuilder text = new();
        text.Append(status.LastRun is { } last ? $"last run {last}\n" : "no run yet\n");
        if (status.Role is { } role)
        {
            text.Append("this signer ").Append(role.Words).Append('\n');
        }

        if (status.Problem is { } problem)
        {
            text.Append("runs sign nothing: ").Append(problem).Append('\n');
        }

        foreach (Finding stray in status.Strays)
        {
            text.Append(stray.Location.File).Append(": [").Append(stray.Code.Tag).Append("] ")
                .Append(stray.Message).Append('\n');
        }

        string[][] rows =
        [
            ["zone", "serial", "left", "state"],
            .. status.Zones.Select(zone => (string[])[zone.Zone.Name.ToString(), zone.State.Serial?.ToString()
                ?? "–", zone.Left, zone.Words]),
        ];
        int[] widths = [.. Enumerable.Range(0, 3).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            text.Append(row[0].PadRight(widths[0])).Append("  ").Append(row[1].PadLeft(widths[1]))
                .Append("  ")
                .Append(row[2].PadLeft(widths[2])).Append("  ").Append(row[3]).Append('\n');
        }

        foreach (TokenStatus token in status.Tokens.Where(token => token.Problem is not null))
        {
            text.Append("token ").Append(token.Name).Append(": ").Append(token.Problem)
                .Append(" (since ").Append(token.Since).Append(")\n");
        }

        return text.ToString();
    }
}
