using System.Globalization;

namespace DnssecToolkit.Time;

/// <summary>Reads moments as operators write them.</summary>
/// <remarks>Absolute: <c>YYYYMMDDHHMMSS</c> (UTC), ISO 8601 (UTC unless it has an offset), Unix seconds (up
/// to 11 digits, not 8). Eight digits are a date, as BIND's tools read them. Relative: <c>now</c>, and
/// <c>now+3d12h</c> or <c>now-P1M</c> with a <see cref="PeriodText">length of time</see>; a bare <c>+30d</c>
/// or <c>-1h</c> counts from a reference of the caller's choice.</remarks>
public static class TimestampText
{
    /// <summary>What is read, for a hint.</summary>
    public const string Forms =
        "write it as YYYYMMDDHHMMSS, as 2026-11-21T00:00:00Z, in Unix seconds, or as now+3d12h";

    private const int CompactDate = 8;
    private const int MostUnixDigits = 11;

    private static readonly string[] IsoForms =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyyMMdd'T'HHmmssK",
    ];

    /// <summary>Reads a moment.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="now">What <c>now</c>, and a bare offset, count from.</param>
    /// <param name="moment">The moment.</param>
    public static bool TryParse(ReadOnlySpan<char> text, Timestamp now, out Timestamp moment) =>
        TryParse(text, now, now, out moment);

    /// <summary>Reads a moment.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="now">What <c>now</c> counts from.</param>
    /// <param name="reference">What a bare offset counts from, such as the inception for an
    /// expiration.</param>
    /// <param name="moment">The moment.</param>
    public static bool TryParse(ReadOnlySpan<char> text, Timestamp now, Timestamp reference,
        out Timestamp moment) =>
        text.StartsWith("now", StringComparison.OrdinalIgnoreCase) ? TryMove(text[3..], now, out moment)
        : text is ['+' or '-', ..] ? TryMove(text, reference, out moment)
        : TryParseAbsolute(text, out moment);

    /// <summary>Reads a moment that does not depend on another.</summary>
    public static bool TryParseAbsolute(ReadOnlySpan<char> text, out Timestamp moment)
    {
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9'))
        {
            return TryParseIso(text, out moment);
        }

        if (text.Length == CompactDate)
        {
            return Timestamp.TryParseCompact($"{text}000000", out moment);
        }

        if (text.Length > MostUnixDigits)
        {
            return Timestamp.TryParseCompact(text, out moment);
        }

        moment = new Timestamp(long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture));
        return true;
    }

    private static bool TryParseIso(ReadOnlySpan<char> text, out Timestamp moment)
    {
        bool read = DateTimeOffset.TryParseExact(
            text, IsoForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset date);
        moment = read ? new Timestamp(date.ToUnixTimeSeconds()) : default;
        return read;
    }

    private static bool TryMove(ReadOnlySpan<char> offset, Timestamp from, out Timestamp moment)
    {
        moment = from;
        if (offset.IsEmpty)
        {
            return true;
        }

        if (!PeriodText.TryParse(offset[1..], out Period period) || !IsWithinCalendar(from, period))
        {
            return false;
        }

        switch (offset[0])
        {
            case '+':
                moment = from + period;
                return true;
            case '-':
                moment = from - period;
                return true;
            default:
                return false;
        }
    }

    // Months can only be counted within the years 1 to 9999.
    private static bool IsWithinCalendar(Timestamp from, Period period)
    {
        long months = (from.Seconds / 2_629_746) + (1970 * 12);
        return period.IsFixed || (months - period.Months > 12 && months + period.Months < 9_999 * 12);
    }
}
