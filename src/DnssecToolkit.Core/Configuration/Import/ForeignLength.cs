using DnssecToolkit.Time;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Lengths of time as BIND, Knot DNS and OpenDNSSEC write them.</summary>
internal static class ForeignLength
{
    private const long Day = 86_400;
    private const int MonthsInAYear = 12;

    /// <summary>Reads one, in seconds; all three count 365 days a year, and 31 (Knot 30) a month.</summary>
    internal static bool TryRead(string text, out long seconds)
    {
        seconds = 0;
        if (text is "unlimited" or "0")
        {
            return true;
        }

        // Knot: M is a month and m a minute, which BIND's grammar has as one.
        if (text is [.., 'M' or 'y'] && text[0] is not ('P' or 'p') && int.TryParse(text[..^1], out int count)
            && count is >= 0 and <= 10_000)
        {
            seconds = count * (text[^1] == 'M' ? 30 : 365) * Day;
            return true;
        }

        if (!PeriodText.TryParse(text, out Period period))
        {
            return false;
        }

        seconds = (((period.Months / MonthsInAYear * 365) + (period.Months % MonthsInAYear * 31)) * Day)
            + period.Seconds;
        return true;
    }
}
