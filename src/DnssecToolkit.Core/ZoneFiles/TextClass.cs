using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Finds where tokens end, 32 octets at a time.</summary>
internal static class TextClass
{
    /// <summary>How many octets <see cref="StopsOf"/> looks at: that many must be readable.</summary>
    public const int BlockLength = 32;

    // Low nibble → the special octet that has it; the rest can never equal an octet with their index as
    // nibble.
    private static readonly Vector128<byte> SpecialByNibble = Vector128.Create(
        (byte)0xFF, 0xFF, (byte)'"', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, (byte)'(', (byte)')', 0xFF, (byte)';',
        (byte)'\\', 0xFF, 0xFF, 0x00);

    /// <summary>Marks white space, controls, quotes, parentheses, semicolons and backslashes in 32 octets,
    /// the first as bit 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint StopsOf(Vector256<byte> octets) =>
        (Specials(octets) | Blanks(octets)).ExtractMostSignificantBits();

    /// <summary>Finds the end of the token at <paramref name="start"/>: an unescaped delimiter, or the text's
    /// end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">The token's first octet.</param>
    /// <param name="hasEscape">Whether a backslash stands in the token.</param>
    public static int FindTokenEnd(ReadOnlySpan<byte> text, int start, out bool hasEscape)
    {
        hasEscape = false;
        int position = start;
        while (true)
        {
            position = FindStop(text, position);
            if (position >= text.Length)
            {
                return text.Length;
            }

            byte octet = text[position];
            if (octet == (byte)'\\')
            {
                hasEscape = true;
                // A line's end is never escaped outside of quotes.
                position += position + 1 < text.Length && text[position + 1] is not ((byte)'\n' or (byte)'\r')
                    ? 2 : 1;
                continue;
            }

            if (IsDelimiter(octet))
            {
                return position;
            }

            position++; // a control octet, which BIND takes as a character
        }
    }

    /// <summary>Whether an unescaped octet ends a token.</summary>
    public static bool IsDelimiter(byte octet) =>
        octet is 0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'
            or (byte)'"' or (byte)'(' or (byte)')' or (byte)';';

    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // what compiles ahead leaves vectors to the first, slow compilation
    private static int FindStop(ReadOnlySpan<byte> text, int position)
    {
        ref byte start = ref MemoryMarshal.GetReference(text);
        while (position <= text.Length - BlockLength)
        {
            uint stops = StopsOf(Vector256.LoadUnsafe(ref start, (nuint)position));
            if (stops != 0)
            {
                return position + BitOperations.TrailingZeroCount(stops);
            }

            position += BlockLength;
        }

        while (position < text.Length && text[position] > 0x20 && text[position] is not
            ((byte)'"' or (byte)'(' or (byte)')' or (byte)';' or (byte)'\\'))
        {
            position++;
        }

        return position;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Blanks(Vector256<byte> octets) =>
        Vector256.LessThan(octets, Vector256.Create((byte)0x21));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Specials(Vector256<byte> octets)
    {
        if (Avx2.IsSupported)
        {
            Vector256<byte> table = Vector256.Create(SpecialByNibble, SpecialByNibble);
            return Vector256.Equals(Avx2.Shuffle(table, octets & Vector256.Create((byte)0x0F)), octets);
        }

        return Vector256.Equals(octets, Vector256.Create((byte)'"'))
            | Vector256.Equals(octets & Vector256.Create((byte)0xFE), Vector256.Create((byte)'('))
            | Vector256.Equals(octets, Vector256.Create((byte)';'))
            | Vector256.Equals(octets, Vector256.Create((byte)'\\'));
    }
}
