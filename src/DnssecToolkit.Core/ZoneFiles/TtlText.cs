namespace DnssecToolkit.ZoneFiles;

/// <summary>TTLs and SOA timers as text: seconds, or amounts with units such as <c>1w2d3h4m5s</c>.</summary>
public static class TtlText
{
    /// <summary>The greatest TTL (RFC 2181 §8).</summary>
    public const uint Maximum = int.MaxValue;

    /// <summary>Reads seconds, as BIND does: units in any order and letter case, repeated if need be; a bare
    /// number stands alone.</summary>
    /// <returns>False where the text is something else or over 4294967295 seconds.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out uint seconds)
    {
        seconds = 0;
        ulong total = 0;
        int position = 0;
        do
        {
            ulong amount = 0;
            int start = position;
            for (; position < text.Length && text[position] is >= (byte)'0' and <= (byte)'9'; position++)
            {
                amount = (amount * 10) + (uint)(text[position] - '0');
                if (amount > uint.MaxValue)
                {
                    return false;
                }
            }

            uint unit = position == text.Length ? 1 : UnitOf(text[position]);
            bool bareAfterUnits = position == text.Length && total != 0;
            if (position == start || unit == 0 || bareAfterUnits)
            {
                return false;
            }

            position++;
            total += amount * unit;
            if (total > uint.MaxValue)
            {
                return false;
            }
        }
        while (position < text.Length);

        seconds = (uint)total;
        return true;
    }

    private static uint UnitOf(byte octet) => (octet | 0x20) switch
    {
        'w' => 604_800,
        'd' => 86_400,
        'h' => 3_600,
        'm' => 60,
        's' => 1,
        _ => 0,
    };
}
