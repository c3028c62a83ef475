using System.Globalization;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Text with <c>$</c> or <c>${offset,width,base}</c> in it, as <c>$GENERATE</c> has it.</summary>
internal static class GenerateTemplate
{
    private const int WidestNumber = 127; // BIND's buffer has 128 octets with the NUL
    private const int LongestText = 1 << 18; // no RDATA takes more

    /// <summary>Puts a number in.</summary>
    /// <param name="template">The text; <c>$$</c> is a dollar sign, and a backslash keeps what follows as it
    /// is.</param>
    /// <param name="number">The number.</param>
    /// <param name="destination">Takes the text.</param>
    /// <param name="length">The octets written.</param>
    /// <returns>False for a bad modifier or too long a text.</returns>
    public static bool TryExpand(ReadOnlySpan<byte> template, int number, ScratchOctets destination,
        out int length)
    {
        length = 0;
        Span<byte> text = stackalloc byte[WidestNumber];
        for (int i = 0; i < template.Length && length < LongestText;)
        {
            scoped ReadOnlySpan<byte> piece;
            if (template[i] == (byte)'$' && i + 1 < template.Length && template[i + 1] == (byte)'$')
            {
                piece = "$"u8;
                i += 2;
            }
            else if (template[i] == (byte)'$')
            {
                i++;
                if (!TryReadModifier(template, ref i, out GenerateModifier modifier)
                    || !modifier.TryWrite(number, text, out int digits))
                {
                    return false;
                }

                piece = text[..digits];
            }
            else
            {
                int taken = template[i] == (byte)'\\' && i + 1 < template.Length ? 2 : 1;
                piece = template.Slice(i, taken);
                i += taken;
            }

            piece.CopyTo(destination.Grow(length + piece.Length).AsSpan(length));
            length += piece.Length;
        }

        return length < LongestText;
    }

    // Reads {offset}, {offset,width} or {offset,width,base} where it stands.
    private static bool TryReadModifier(ReadOnlySpan<byte> template, ref int i, out GenerateModifier modifier)
    {
        modifier = new GenerateModifier(0, 0, (byte)'d');
        if (i >= template.Length || template[i] != (byte)'{')
        {
            return true;
        }

        int close = template[i..].IndexOf((byte)'}');
        if (close < 0)
        {
            return false;
        }

        string[] parts = System.Text.Encoding.Latin1.GetString(template.Slice(i + 1, close - 1)).Split(',');
        i += close + 1;
        int width = 0;
        if (!int.TryParse(parts[0], NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture, out int offset)
            || (parts.Length > 1 && (!int.TryParse(parts[1], NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture, out width) || width > WidestNumber))
            || parts.Length > 3
            || (parts.Length == 3 && (parts[2].Length != 1 || !"doxXnN".Contains(parts[2][0]))))
        {
            return false;
        }

        modifier = new GenerateModifier(offset, width, parts.Length == 3 ? (byte)parts[2][0] : (byte)'d');
        return true;
    }
}
