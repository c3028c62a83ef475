using System.Globalization;
using System.Net;
using System.Text;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Reporting;

/// <summary>The status page: one HTML file without scripts, fonts or pictures from elsewhere; good on a phone and on paper.</summary>
public static class StatusPage
{
    private const long Before = 30 * 86_400;
    private const long After = 90 * 86_400;

    private const string Style = """
        :root { color-scheme: light }
        body { font: 16px/1.45 system-ui, sans-serif; margin: 1rem auto; max-width: 62rem; padding: 0 1rem; color: #1b1f24; background: #fff }
        h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .4rem }
        table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .35rem .6rem .35rem 0; border-bottom: 1px solid #d5dae0; vertical-align: top }
        td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
        .bad { background: #fde3e1 } .attention { background: #fff3d1 } .verdict { padding: .6rem .8rem; margin: .8rem 0; border-radius: 4px }
        .verdict.good { background: #e0f2e6 } small { color: #57606a } .scroll { overflow-x: auto } svg { max-width: 100%; height: auto }
        @media (max-width: 40rem) { thead { display: none } tr { display: block; padding: .4rem 0; border-bottom: 2px solid #d5dae0 } td { display: block; border: 0; padding: .1rem .4rem }
          td.n { text-align: left } td::before { content: attr(data-name) ": "; color: #57606a } }
        @media print { body { margin: 0; max-width: none; font-size: 11px } .scroll { overflow: visible } tr { break-inside: avoid } }
        """;

    /// <summary>Gives the page.</summary>
    public static string Write(FleetStatus status)
    {
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>DNSSEC: {Verdict(status)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>DNSSEC signing</h1>
            <small>as of {status.Now}; last run {(status.LastRun is { } last ? last.ToString() : "none")}{(status.Role is { } role ? WebUtility.HtmlEncode($"; this signer {role.Words}") : "")}</small>
            <p class="verdict {StatusJson.LevelOf(status.Level)}">{Verdict(status)}</p>

            """);
        WriteZones(page, status);
        WriteStrays(page, status);
        WriteEvents(page, status);
        WriteKeys(page, status);
        WriteTokens(page, status);
        WriteBackups(page, status);
        WriteRuns(page, status);
        page.Append("</body>\n</html>\n");
        return page.ToString();
    }

    private static string Verdict(FleetStatus status)
    {
        if (status.Problem is { } problem)
        {
            return WebUtility.HtmlEncode($"runs sign nothing: {problem}");
        }

        int bad = status.Zones.Count(zone => zone.Level == StatusLevel.Bad);
        int attention = status.Zones.Count(zone => zone.Level == StatusLevel.Attention);
        return (bad, attention) switch
        {
            (0, 0) when status.Strays.Count > 0 =>
                $"{Quantity.Of(status.Strays.Count, "thing")} in directories of zones should be looked at",
            (0, 0) => $"all {status.Zones.Count} zones are good",
            (0, _) => $"{attention} of {status.Zones.Count} zones should be looked at",
            _ => $"{bad} of {status.Zones.Count} zones need somebody now",
        };
    }

    private static void WriteZones(StringBuilder page, FleetStatus status)
    {
        page.Append(
            "<h2>Zones</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th>zone</th><th>serial</th><th>signatures last</th><th>first one expires</th><th>state</th><th>next</th></tr></thead>\n<tbody>\n");
        foreach (ZoneStatus zone in status.Zones)
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr class=\"{StatusJson.LevelOf(zone.Level)}\">")
                .Append(Cell("zone", zone.Zone.Name.ToString()))
                .Append(Cell("serial", zone.State.Serial?.ToString() ?? "–", "n"))
                .Append(Cell("signatures last", zone.Left, "n"))
                .Append(Cell("first one expires", zone.State.FirstExpiration?.ToString() ?? "–", "n"))
                .Append(Cell("state", zone.Words)).Append(Cell("next", zone.Next)).Append(
                    "</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void WriteStrays(StringBuilder page, FleetStatus status) => Table(
        page, "Directories of zones", ["where", "what", "state"],
        status.Strays.Select(stray => (FleetStatus.LevelOf(stray), (string[])[
            stray.Location.File!, stray.Code.Tag, stray.Message])));

    private static void WriteEvents(StringBuilder page, FleetStatus status) => Table(
        page, "Next events", ["time", "key", "what", "to do"],
        status.NextEvents.Select(happening => (StatusLevel.Good, (string[])[
            happening.Moment.ToString(), happening.Key.ToString(), $"{happening.Kind}: {happening.Reason}", happening.Duty ?? "nothing"])));

    private static void WriteTokens(StringBuilder page, FleetStatus status) => Table(
        page, "Tokens", ["token", "signatures a second", "state"],
        status.Tokens.Select(token => (token.Level, (string[])[
            token.Name, token.Rate?.ToString("0.0", CultureInfo.InvariantCulture)
                ?? "not measured yet", token.Problem ?? "good"])));

    private static void WriteBackups(StringBuilder page, FleetStatus status) => Table(
        page, "Copies of keys", ["register", "copies", "last made", "last proven"],
        status.Backups.Select(backup => (backup.Problem is null
            ? StatusLevel.Good : StatusLevel.Bad, (string[])[
            backup.Register, backup.Problem
                ?? backup.Copies.ToString(CultureInfo.InvariantCulture), Ago(backup.Made,
                    status), Ago(backup.Proven, status)])));

    private static string Ago(Timestamp? moment, FleetStatus status) =>
        moment is not { } then ? "never" : (status.Now - then) / 86_400 is >= 0 and long days
            ? string.Create(CultureInfo.InvariantCulture, $"{then}, {days} days ago")
            : $"{then}, in the future (is this clock behind?)";

    private static void Table(StringBuilder page, string title, string[] columns,
        IEnumerable<(StatusLevel Level, string[] Cells)> rows)
    {
        (StatusLevel Level, string[] Cells)[] all = [.. rows];
        if (all.Length == 0)
        {
            return;
        }

        page.Append(
            CultureInfo.InvariantCulture,
            $"<h2>{title}</h2>\n<div class=\"scroll\"><table>\n<thead><tr>{string.Concat(columns.Select(column => $"<th>{column}</th>"))}</tr></thead>\n<tbody>\n");
        foreach ((StatusLevel level, string[] cells) in all)
        {
            page.Append(
                CultureInfo.InvariantCulture,
                $"<tr class=\"{StatusJson.LevelOf(level)}\">{string.Concat(columns.Zip(cells, (column, cell) => Cell(column, cell)))}</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void WriteKeys(StringBuilder page, FleetStatus status)
    {
        ZoneStatus[] scheduled = [.. status.Zones.Where(zone => zone.Schedule is { Keys.Length: > 0 })];
        if (scheduled.Length == 0)
        {
            return;
        }

        page.Append(
            "<h2>Keys</h2>\n<p><small>yellow: published, green: active, blue: retired, red: revoked; the line is now</small></p>\n");
        foreach (ZoneStatus zone in scheduled)
        {
            page.Append("<div class=\"scroll\">")
                .Append(ScheduleDrawing.Svg(zone.Schedule!, status.Now, status.Now - Before, status.Now
                    + After)).Append(
                "</div>\n");
        }
    }

    private static void WriteRuns(StringBuilder page, FleetStatus status) =>
        Table(
            page, "Last runs", ["time", "run", "came to"],
            status.Runs.Select(run => (StatusLevel.Good,
                (string[])[run.Time.ToString(), run.Run, run.Reason])));

    private static string Cell(string name, string text, string kind = "") =>
        $"<td data-name=\"{name}\"{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{WebUtility.HtmlEncode(text)}</td>";
}
