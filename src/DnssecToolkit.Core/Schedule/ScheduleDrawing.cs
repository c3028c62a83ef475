using System.Globalization;
using System.Net;
using System.Text;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Draws a schedule as SVG: a bar a key, a color a state, a line at the present.</summary>
public static class ScheduleDrawing
{
    private const int LabelWidth = 130;
    private const int LifeWidth = 800;
    private const int RowHeight = 22;
    private const int HeadHeight = 24;

    /// <summary>Gives the drawing as an SVG document, without a declaration, so that it may stand in a
    /// page.</summary>
    /// <param name="schedule">The zone's keys; those without a state other than absent in the time are left
    /// out.</param>
    /// <param name="now">The present, within the time.</param>
    /// <param name="from">The first moment drawn.</param>
    /// <param name="to">The first moment after; later than <paramref name="from"/>.</param>
    public static string Svg(KeySchedule schedule, Timestamp now, Timestamp from, Timestamp to)
    {
        KeyIndexEntry[] keys = [.. schedule.Keys.Where(key => key.Publish < to && key.Removed > from)];
        ScheduledRoles roles = schedule.RolesAt(now);
        StringBuilder svg = new();
        int height = HeadHeight + (keys.Length * RowHeight) + 4;
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{LabelWidth + LifeWidth}\" height=\"{height}\" font-family=\"monospace\" font-size=\"13\">\n");
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"0\" y=\"16\">{WebUtility.HtmlEncode(KeyIndexText.Zone(schedule.Zone))} at {now}: {from} to {to}</text>\n");
        for (int row = 0; row < keys.Length; row++)
        {
            DrawKey(svg, keys[row], HeadHeight + (row * RowHeight), roles, from, to);
        }

        int x = X(now, from, to);
        svg.Append(CultureInfo.InvariantCulture,
            $"<line x1=\"{x}\" y1=\"{HeadHeight}\" x2=\"{x}\" y2=\"{height}\" stroke=\"black\" stroke-width=\"2\"/>\n</svg>\n");
        return svg.ToString();
    }

    private static void DrawKey(StringBuilder svg, KeyIndexEntry key, int y, ScheduledRoles roles,
        Timestamp from, Timestamp to)
    {
        string work = (roles.SignDnskey.Contains(key) || roles.SignZone.Contains(key)) ? " signs" : "";
        svg.Append(CultureInfo.InvariantCulture,
            $"<text x=\"0\" y=\"{y + 15}\">{key.Role} {KeyIndexText.Tag(key.Tag)}{work}</text>\n");
        Timestamp[] turns =
            [.. new[] { from, to, key.Publish, key.Start, key.Ended, key.Removed, key.Revoke ?? from }
            .Where(moment => moment >= from && moment <= to).Distinct().Order()];
        foreach ((Timestamp start, Timestamp end) in turns.Zip(turns.Skip(1)))
        {
            KeyState state = key.StateAt(start);
            if (ColorOf(state) is { } color)
            {
                svg.Append(CultureInfo.InvariantCulture,
                    $"<rect x=\"{X(start, from, to)}\" y=\"{y + 2}\" width=\"{Math.Max(1, X(end, from, to) - X(start, from, to))}\" height=\"{RowHeight - 4}\" fill=\"{color}\"><title>{state} {start} to {end}</title></rect>\n");
            }
        }
    }

    private static int X(Timestamp moment, Timestamp from, Timestamp to) =>
        LabelWidth + (int)((double)(moment - from) / (to - from) * LifeWidth);

    private static string? ColorOf(KeyState state) => state switch
    {
        KeyState.Published => "#f2c14e",
        KeyState.Active => "#4c9f70",
        KeyState.Retired => "#7ea6c9",
        KeyState.Revoked => "#c0504d",
        _ => null,
    };
}
