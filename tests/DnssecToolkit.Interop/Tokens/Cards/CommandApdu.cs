using System.Buffers.Binary;

namespace DnssecToolkit.Interop.Tokens.Cards;

/// <summary>A command to a card, short or extended (ISO/IEC 7816-4 §5.2, cases 1 to 4).</summary>
/// <param name="Instruction">What to do.</param>
/// <param name="P1">The first parameter.</param>
/// <param name="P2">The second.</param>
/// <param name="Data">The data.</param>
/// <param name="Expected">How many octets the answer may have.</param>
internal sealed record CommandApdu(byte Instruction, byte P1, byte P2, byte[] Data, int Expected)
{
    /// <summary>Both parameters as one number: a file, where they name one.</summary>
    public int Parameters => (P1 << 8) | P2;

    /// <summary>Reads one.</summary>
    /// <exception cref="CardException">It is none.</exception>
    public static CommandApdu Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < 4)
        {
            throw new CardException(StatusWord.WrongLength);
        }

        (byte instruction, byte p1, byte p2) = (octets[1], octets[2], octets[3]);
        ReadOnlySpan<byte> rest = octets[4..];
        bool isExtended = rest.Length >= 3 && rest[0] == 0;
        int field = isExtended ? 2 : 1;
        rest = isExtended ? rest[1..] : rest;
        if (rest.Length <= field)
        {
            return new(instruction, p1, p2, [], Length(rest, field, isExtended));
        }

        int length = isExtended ? BinaryPrimitives.ReadUInt16BigEndian(rest) : rest[0];
        if (rest.Length < field + length)
        {
            throw new CardException(StatusWord.WrongLength);
        }

        return new(instruction, p1, p2, rest.Slice(field, length).ToArray(),
            Length(rest[(field + length)..], field, isExtended));
    }

    // None means as much as there is; zero means the most that the form can say.
    private static int Length(ReadOnlySpan<byte> field, int octets, bool isExtended)
    {
        int most = isExtended ? 65_536 : 256;
        int said = field.Length < octets ? 0 : isExtended
            ? BinaryPrimitives.ReadUInt16BigEndian(field) : field[0];
        return said == 0 ? most : said;
    }
}
