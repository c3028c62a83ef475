using System.Text;

namespace DnssecToolkit.Records;

/// <summary>RFC 3597's <c>TYPEnnn</c> and <c>CLASSnnn</c>.</summary>
internal static class NumberedMnemonic
{
    /// <summary>Reads a word followed by a number up to 65535; the word in any letter case.</summary>
    /// <param name="text">The token.</param>
    /// <param name="word"><c>TYPE</c> or <c>CLASS</c>.</param>
    /// <param name="number">The number, or 0.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word, out ushort number)
    {
        number = 0;
        if (text.Length <= word.Length || !Ascii.EqualsIgnoreCase(text[..word.Length], word))
        {
            return false;
        }

        int value = 0;
        foreach (byte octet in text[word.Length..])
        {
            if (octet is < (byte)'0' or > (byte)'9' || value > ushort.MaxValue)
            {
                return false;
            }

            value = (value * 10) + (octet - '0');
        }

        number = unchecked((ushort)value);
        return value <= ushort.MaxValue;
    }
}
