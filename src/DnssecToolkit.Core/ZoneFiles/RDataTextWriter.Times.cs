using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DnssecToolkit.ZoneFiles;

/// <content>Moments (RFC 4034 §3.2).</content>
internal ref partial struct RDataTextWriter
{
    private const uint SecondsPerDay = 86_400;
    private const int TimeLength = 14;

    private static readonly ushort[] TwoDigits = FillTwoDigits();

    /// <summary>Writes seconds since 1970 as <c>YYYYMMDDHHMMSS</c>.</summary>
    /// <remarks>The 32 bits stand for 1970 to 2106. BIND takes those more than 68 years ahead of its clock
    /// for the past.</remarks>
    public void SerialTime(uint seconds)
    {
        uint day = seconds / SecondsPerDay;
        uint second = seconds % SecondsPerDay;
        (uint year, uint month, uint dayOfMonth) = CalendarOf(day);
        Span<byte> text = _output.Slice(_length, TimeLength);
        Pair(text, 0, year / 100);
        Pair(text, 2, year % 100);
        Pair(text, 4, month);
        Pair(text, 6, dayOfMonth);
        Pair(text, 8, second / 3600);
        Pair(text, 10, second / 60 % 60);
        Pair(text, 12, second % 60);
        _length += TimeLength;
    }

    // The Gregorian calendar counted from 1 March 0000, when leap days end their years: eras of 400 years
    // have 146,097 days. Its 306 days from March to the year's end make five months of 153 days, hence the
    // fractions.
    private static (uint Year, uint Month, uint Day) CalendarOf(uint daysSince1970)
    {
        uint days = daysSince1970 + 719_468;
        uint era = days / 146_097;
        uint dayOfEra = days % 146_097;
        uint yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        uint dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        uint fromMarch = ((5 * dayOfYear) + 2) / 153;
        uint day = dayOfYear - (((153 * fromMarch) + 2) / 5) + 1;
        uint month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        return (yearOfEra + (era * 400) + (month <= 2 ? 1u : 0), month, day);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Pair(Span<byte> text, int place, uint value) =>
        MemoryMarshal.Write(text[place..], in TwoDigits[value]);

    private static ushort[] FillTwoDigits()
    {
        ushort[] pairs = new ushort[100];
        Span<byte> digits = MemoryMarshal.AsBytes(pairs.AsSpan());
        for (int i = 0; i < pairs.Length; i++)
        {
            digits[2 * i] = (byte)('0' + (i / 10));
            digits[(2 * i) + 1] = (byte)('0' + (i % 10));
        }

        return pairs;
    }
}
