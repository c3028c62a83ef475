using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.Encoding;

/// <summary>Base32 with the extended hex alphabet (RFC 4648 §7) and without padding, as NSEC3 writes hashes
/// (RFC 5155 §3.3).</summary>
/// <remarks>Five octets become eight characters; both directions work on those groups as one 64-bit
/// number.</remarks>
public static class Base32Hex
{
    private const ulong EveryOctet = 0x0101_0101_0101_0101;

    /// <summary>The characters for so many octets: 32 for SHA-1's 20.</summary>
    public static int EncodedLength(int octets) => ((octets * 8) + 4) / 5;

    /// <summary>The octets that so many characters hold.</summary>
    public static int DecodedLength(int characters) => characters * 5 / 8;

    /// <summary>Writes upper-case characters, as BIND prints NSEC3 owners and next names.</summary>
    /// <param name="octets">What to write.</param>
    /// <param name="text">Takes <see cref="EncodedLength"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int EncodeUpper(ReadOnlySpan<byte> octets, Span<byte> text) =>
        Encode(octets, text, 'A' - '9' - 1);

    /// <summary>Writes lower-case characters, as canonical form has owner names.</summary>
    /// <param name="octets">What to write.</param>
    /// <param name="text">Takes <see cref="EncodedLength"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int EncodeLower(ReadOnlySpan<byte> octets, Span<byte> text) =>
        Encode(octets, text, 'a' - '9' - 1);

    /// <summary>Reads characters of either case.</summary>
    /// <param name="text">Characters of the alphabet only, no padding.</param>
    /// <param name="octets">Takes <see cref="DecodedLength"/> octets.</param>
    /// <param name="length">The octets written; 0 on failure.</param>
    /// <returns>False where there is something else, a length that no octets have, unused bits that are set,
    /// or no room.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> octets, out int length)
    {
        length = 0;
        int expected = DecodedLength(text.Length);
        if (octets.Length < expected || EncodedLength(expected) != text.Length)
        {
            return false;
        }

        int written = 0;
        Span<byte> group = stackalloc byte[8];
        while (!text.IsEmpty)
        {
            int taken = Math.Min(8, text.Length);
            if (!TryReadGroup(text[..taken], out ulong bits))
            {
                return false;
            }

            BinaryPrimitives.WriteUInt64BigEndian(group, bits << 24);
            int held = DecodedLength(taken);
            group[..held].CopyTo(octets[written..]);
            if (group[held..].ContainsAnyExcept((byte)0))
            {
                return false;
            }

            written += held;
            text = text[taken..];
        }

        length = written;
        return true;
    }

    private static int Encode(ReadOnlySpan<byte> octets, Span<byte> text, int letterGap)
    {
        int length = EncodedLength(octets.Length);
        int written = 0;
        int taken = 0;
        for (; taken <= octets.Length - 5; taken += 5)
        {
            ulong bits = ((ulong)BinaryPrimitives.ReadUInt32BigEndian(octets[taken..]) << 8)
                | octets[taken + 4];
            BinaryPrimitives.WriteUInt64BigEndian(text[written..], ToCharacters(bits, letterGap));
            written += 8;
        }

        if (taken < octets.Length)
        {
            EncodeTail(octets[taken..], text[written..length], letterGap);
        }

        return length;
    }

    private static void EncodeTail(ReadOnlySpan<byte> octets, Span<byte> text, int letterGap)
    {
        Span<byte> group = stackalloc byte[8];
        group.Clear();
        octets.CopyTo(group);
        BinaryPrimitives.WriteUInt64BigEndian(
            group, ToCharacters(BinaryPrimitives.ReadUInt64BigEndian(group) >> 24, letterGap));
        group[..text.Length].CopyTo(text);
    }

    // Spreads 40 bits over eight octets of five, then adds '0' to each, and the gap before the letters to
    // those over 9.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ToCharacters(ulong bits, int letterGap)
    {
        unchecked
        {
            ulong halves = ((bits & 0xFF_FFF0_0000) << 12) | (bits & 0xF_FFFF);
            ulong quarters = ((halves & 0x000F_FC00_000F_FC00) << 6) | (halves & 0x0000_03FF_0000_03FF);
            ulong digits = ((quarters & 0x03E0_03E0_03E0_03E0) << 3) | (quarters & 0x001F_001F_001F_001F);
            ulong letters = ((digits + (EveryOctet * 6)) >> 4 | (digits >> 4)) & EveryOctet;
            return digits + (EveryOctet * '0') + (letters * (uint)letterGap);
        }
    }

    private static bool TryReadGroup(ReadOnlySpan<byte> text, out ulong bits)
    {
        bits = 0;
        foreach (byte octet in text)
        {
            uint digit = unchecked((uint)octet - '0');
            uint letter = unchecked(((uint)octet | 0x20) - 'a');
            if (digit > 9)
            {
                if (letter > 'v' - 'a')
                {
                    return false;
                }

                digit = letter + 10;
            }

            bits = (bits << 5) | digit;
        }

        bits <<= 5 * (8 - text.Length);
        return true;
    }
}
