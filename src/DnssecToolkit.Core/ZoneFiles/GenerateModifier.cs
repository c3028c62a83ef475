using System.Globalization;

namespace DnssecToolkit.ZoneFiles;

/// <summary>How a number of <c>$GENERATE</c> is written.</summary>
/// <param name="Offset">Is added to it.</param>
/// <param name="Width">The least number of characters, filled with zeros.</param>
/// <param name="Base">d, o, x or X; n or N for hex digits in reverse with dots between, as ip6.arpa has
/// them.</param>
internal readonly record struct GenerateModifier(int Offset, int Width, byte Base)
{
    /// <summary>Writes a number.</summary>
    /// <returns>False where it has no room.</returns>
    public bool TryWrite(int number, Span<byte> text, out int length)
    {
        int value = unchecked(number + Offset);
        if (Base is (byte)'n' or (byte)'N')
        {
            return TryWriteNibbles(unchecked((uint)value), text, out length);
        }

        string digits = Base switch
        {
            (byte)'o' => Convert.ToString(value, 8),
            (byte)'x' => value.ToString("x", CultureInfo.InvariantCulture),
            (byte)'X' => value.ToString("X", CultureInfo.InvariantCulture),
            _ => Math.Abs((long)value).ToString(CultureInfo.InvariantCulture),
        };
        bool isNegative = value < 0 && Base == (byte)'d';
        digits = (isNegative ? "-" : "") + digits.PadLeft(Math.Max(0, isNegative ? Width - 1 : Width), '0');
        length = Math.Min(digits.Length, text.Length);
        return System.Text.Encoding.ASCII.TryGetBytes(digits, text, out length);
    }

    // Width counts the dots too, as in BIND.
    private bool TryWriteNibbles(uint value, Span<byte> text, out int length)
    {
        length = 0;
        int width = Width;
        do
        {
            if (length + 2 > text.Length)
            {
                return false;
            }

            uint digit = value & 15;
            text[length++] = (byte)(digit < 10 ? '0' + digit : (Base == (byte)'n' ? 'a' : 'A') + digit - 10);
            value >>= 4;
            width--;
            if (width > 0 || value != 0)
            {
                text[length++] = (byte)'.';
                width--;
            }
        }
        while (value != 0 || width > 0);
        return true;
    }
}
