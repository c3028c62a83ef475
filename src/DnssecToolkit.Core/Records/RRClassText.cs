using System.Text;

namespace DnssecToolkit.Records;

/// <summary>Classes as text: mnemonics in any letter case, and <c>CLASSnnn</c> (RFC 3597 §5).</summary>
public static class RRClassText
{
    /// <summary>Reads a class.</summary>
    /// <returns>False where the token is no class.</returns>
    public static bool TryRead(ReadOnlySpan<byte> text, out RRClass value)
    {
        value = default;
        if (text.Length == 2)
        {
            // Bit 0x20 off folds letters; what else maps onto these six is not printable.
            value = ((text[0] & 0xDF) << 8 | (text[1] & 0xDF)) switch
            {
                ('I' << 8) | 'N' => RRClass.IN,
                ('C' << 8) | 'H' => RRClass.CH,
                ('H' << 8) | 'S' => RRClass.HS,
                _ => default,
            };
            return value != default;
        }

        if (Ascii.EqualsIgnoreCase(text, "CHAOS"u8) || Ascii.EqualsIgnoreCase(text, "HESIOD"u8))
        {
            value = text.Length == 5 ? RRClass.CH : RRClass.HS;
            return true;
        }

        bool numbered = NumberedMnemonic.TryRead(text, "CLASS"u8, out ushort number);
        value = (RRClass)number;
        return numbered;
    }
}
