using System.Text;

namespace DnssecToolkit.ZoneFiles;

/// <summary>A token's characters as messages and numbers need them.</summary>
internal static class TokenText
{
    private const int LongestQuote = 60;

    /// <summary>Gives a token in single quotes, printable and short.</summary>
    public static string Quote(ReadOnlySpan<byte> token)
    {
        StringBuilder text = new("'");
        foreach (byte octet in token[..Math.Min(token.Length, LongestQuote)])
        {
            text.Append(octet is >= 0x20 and < 0x7f ? (char)octet : '?');
        }

        return text.Append(token.Length > LongestQuote ? "…'" : "'").ToString();
    }

    /// <summary>Reads a decimal number up to a maximum.</summary>
    public static bool TryReadNumber(ReadOnlySpan<byte> token, ulong maximum, out ulong value)
    {
        value = 0;
        foreach (byte octet in token)
        {
            uint digit = unchecked((uint)(octet - '0'));
            if (digit > Math.Min(9, maximum) || value > (maximum - digit) / 10)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return !token.IsEmpty;
    }

    /// <summary>Takes the escapes out of a string (RFC 1035 §5.1).</summary>
    /// <param name="token">The characters; not longer than <paramref name="destination"/>.</param>
    /// <param name="destination">Takes the octets; may be the same memory.</param>
    /// <param name="length">The octets written.</param>
    /// <returns>False for a bad escape.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> token, Span<byte> destination, out int length)
    {
        length = 0;
        for (int i = 0; i < token.Length; i++)
        {
            byte octet = token[i];
            if (octet == (byte)'\\' && !TryReadEscape(token, ref i, out octet))
            {
                return false;
            }

            destination[length++] = octet;
        }

        return true;
    }

    /// <summary>Reads <c>\DDD</c> or <c>\X</c>.</summary>
    /// <param name="token">The characters.</param>
    /// <param name="i">The backslash; on success the escape's last character.</param>
    /// <param name="octet">What it stands for.</param>
    public static bool TryReadEscape(ReadOnlySpan<byte> token, ref int i, out byte octet)
    {
        octet = 0;
        if (i + 1 >= token.Length)
        {
            return false;
        }

        if (!char.IsAsciiDigit((char)token[i + 1]))
        {
            octet = token[++i];
            return true;
        }

        if (i + 3 >= token.Length || !TryReadNumber(token.Slice(i + 1, 3), byte.MaxValue, out ulong value))
        {
            return false;
        }

        i += 3;
        octet = (byte)value;
        return true;
    }
}
