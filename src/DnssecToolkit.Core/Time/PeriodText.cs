using System.Globalization;
using System.Text;

namespace DnssecToolkit.Time;

/// <summary>Reads and writes lengths of time: <c>30d</c>, <c>1w2d</c>, <c>3600</c>, <c>P30D</c>, <c>P1M</c>,
/// <c>P2YT12H</c>.</summary>
/// <remarks>Two grammars. BIND's TTL units: a bare number of seconds, or numbers each with s, m, h, d or w (m
/// is a minute), letter case aside. ISO 8601 durations, after a P: Y, M (month), W, D, and after a T: H, M
/// (minute), S; whole numbers only. Only ISO 8601 can say months and years.</remarks>
public static class PeriodText
{
    /// <summary>What is read, for a hint.</summary>
    public const string Forms =
        "write it as 30d, 1w2d, 12h, seconds, or by ISO 8601 as P30D, P1M, P2Y, PT12H";

    private const long Minute = 60;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;
    private const long Week = 7 * Day;
    private const int MonthsInAYear = 12;

    // A thousand centuries: nothing longer means anything, and sums of such values cannot overflow.
    private const long LongestSeconds = 100_000L * 366 * Day;
    private const int LongestMonths = 9_999 * MonthsInAYear;

    /// <summary>Reads a length of time.</summary>
    /// <returns>False where the text is in neither grammar, is empty, names a unit twice or out of order, or
    /// goes over 100,000 years.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out Period period)
    {
        period = default;
        return text is ['P' or 'p', .. var iso] ? TryParseIso(iso, out period)
            : text is [.., >= '0' and <= '9'] ? TryParseSeconds(text, out period)
            : TryParseUnits(text, "wdhms", [Week, Day, Hour, Minute, 1], out period);
    }

    /// <summary>Writes a length of time as shortly as it can be read back: <c>30d</c>, <c>1h30m</c>,
    /// <c>P1M</c>, <c>P1Y2MT12H</c>.</summary>
    public static string Format(Period period)
    {
        StringBuilder text = new();
        if (period.IsFixed)
        {
            AppendUnits(text, period.Seconds, [('d', Day), ('h', Hour), ('m', Minute), ('s', 1)]);
            return text.Length == 0 ? "0s" : text.ToString();
        }

        text.Append('P');
        AppendUnits(text, period.Months, [('Y', MonthsInAYear), ('M', 1)]);
        AppendUnits(text, period.Seconds / Day, [('D', 1)]);
        if (period.Seconds % Day != 0)
        {
            text.Append('T');
            AppendUnits(text, period.Seconds % Day, [('H', Hour), ('M', Minute), ('S', 1)]);
        }

        return text.ToString();
    }

    private static bool TryParseSeconds(ReadOnlySpan<char> text, out Period period)
    {
        bool read = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds);
        period = new Period(0, seconds);
        return read && seconds <= LongestSeconds;
    }

    // ISO 8601-1 §5.5.2: P[nY][nM][nD][T[nH][nM][nS]] or PnW; weeks may stand among the others, as everybody
    // reads them.
    private static bool TryParseIso(ReadOnlySpan<char> text, out Period period)
    {
        period = default;
        int time = text.IndexOfAny('T', 't');
        ReadOnlySpan<char> date = time < 0 ? text : text[..time];
        int days = date.LastIndexOfAny("YyMm") + 1;
        Period months = default;
        Period whole = default;
        Period clock = default;
        if (text.IsEmpty
            || (days > 0 && !TryParseUnits(date[..days], "ym", [MonthsInAYear, 1], out months))
            || (days < date.Length && !TryParseUnits(date[days..], "wd", [Week, Day], out whole))
            || (time >= 0 && !TryParseUnits(text[(time + 1)..], "hms", [Hour, Minute, 1], out clock))
            || months.Seconds > LongestMonths)
        {
            return false;
        }

        period = new Period((int)months.Seconds, whole.Seconds + clock.Seconds);
        return true;
    }

    // Numbers, each with a unit, the units in their order and each once at most; the sum is in the smallest
    // one's terms.
    private static bool TryParseUnits(
        ReadOnlySpan<char> text, ReadOnlySpan<char> letters, ReadOnlySpan<long> lengths, out Period period)
    {
        period = default;
        long sum = 0;
        int next = 0;
        while (!text.IsEmpty)
        {
            int digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is <= 0 or > 12)
            {
                return false;
            }

            int unit = letters[next..].IndexOf(char.ToLowerInvariant(text[digits]));
            if (unit < 0)
            {
                return false;
            }

            long number = long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            long length = lengths[next + unit];
            if (number > LongestSeconds / length)
            {
                return false;
            }

            sum += number * length;
            next += unit + 1;
            text = text[(digits + 1)..];
        }

        period = new Period(0, sum);
        return next > 0 && sum <= LongestSeconds;
    }

    private static void AppendUnits(StringBuilder text, long amount,
        ReadOnlySpan<(char Letter, long Length)> units)
    {
        foreach ((char letter, long length) in units)
        {
            if (amount / length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{amount / length}{letter}");
            }

            amount %= length;
        }
    }
}
