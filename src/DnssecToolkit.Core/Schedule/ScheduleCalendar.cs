using System.Globalization;
using System.Text;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Writes events as a calendar (iCalendar, RFC 5545).</summary>
public static class ScheduleCalendar
{
    private const long LatestSeconds = 253_402_300_799; // the year 9999 is the last with four digits
    private const int MostOctetsInALine = 75; // RFC 5545 §3.1

    /// <summary>Gives the calendar.</summary>
    /// <param name="entries">What happens; each has an identifier of its own.</param>
    /// <param name="now">When the calendar was made.</param>
    public static string Write(IEnumerable<CalendarEntry> entries, Timestamp now)
    {
        StringBuilder text = new();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//DnssecToolkit//keyall plan//EN");
        foreach (CalendarEntry entry in entries)
        {
            WriteEntry(text, entry, now);
        }

        Line(text, "END:VCALENDAR");
        return text.ToString();
    }

    private static void WriteEntry(StringBuilder text, CalendarEntry entry, Timestamp now)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{Escape(entry.Id)}");
        Line(text, $"DTSTAMP:{Moment(now)}");
        Line(text, $"DTSTART:{Moment(entry.Moment)}");
        Line(text, $"SUMMARY:{Escape(entry.Summary)}");
        Line(text, $"DESCRIPTION:{Escape(entry.Reason + (entry.Duty is null ? "" : $"; {entry.Duty}"))}");
        if (entry.By is { } by)
        {
            Line(text, "BEGIN:VALARM");
            Line(text, "ACTION:DISPLAY");
            Line(text, $"TRIGGER;VALUE=DATE-TIME:{Moment(by)}");
            Line(text, $"DESCRIPTION:{Escape(entry.Duty!)}");
            Line(text, "END:VALARM");
        }

        Line(text, "END:VEVENT");
    }

    private static string Moment(Timestamp moment)
    {
        string compact = new Timestamp(Math.Clamp(moment.Seconds, 0, LatestSeconds)).ToCompactString();
        return $"{compact[..8]}T{compact[8..]}Z";
    }

    // RFC 5545 §3.3.11; zones and reasons have no line ends.
    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(";", "\\;", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal);

    // Everything written here is ASCII, so that a char is an octet.
    private static void Line(StringBuilder text, string line)
    {
        for (int at = 0; at < line.Length;)
        {
            int length = Math.Min(line.Length - at, at == 0 ? MostOctetsInALine : MostOctetsInALine - 1);
            text.Append(CultureInfo.InvariantCulture, $"{(at == 0 ? "" : " ")}{line.AsSpan(at, length)}\r\n");
            at += length;
        }
    }
}
