using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Reads the fields of common lines in place; whatever is odd (escapes, quotes, comments, faults) is
/// left to the scanner.</summary>
/// <remarks>Each method takes the text's first octet and a position, and gives the position behind the field
/// or -1. The text must have <see cref="EntryParser.Padding"/> zero octets behind its end: they end every
/// token.</remarks>
internal static class CommonFields
{
    private const int BlockLength = TextClass.BlockLength;

    /// <summary>Reads a name of up to 63 characters.</summary>
    /// <param name="text">The text's first octet.</param>
    /// <param name="position">Where the name begins.</param>
    /// <param name="origin">Completes a relative name; 32 octets more than its length can be read.</param>
    /// <param name="originLength">The origin's octets; 0 where none is known.</param>
    /// <param name="wire">Takes the name; 64 octets more than 255 can be written.</param>
    /// <param name="length">The name's octets.</param>
    /// <param name="isRelative">Set where the origin was used.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadName(
        ref byte text, int position, ref byte origin, int originLength, ref byte wire, out int length,
        ref bool isRelative)
    {
        unchecked
        {
            length = 0;
            Vector256<byte> block = Vector256.LoadUnsafe(ref text, (nuint)position);
            uint stops = TextClass.StopsOf(block);
            ulong dots = Vector256.Equals(block, Vector256.Create((byte)'.')).ExtractMostSignificantBits();
            block.StoreUnsafe(ref wire, 1);
            int characters = BitOperations.TrailingZeroCount(stops);
            if (stops == 0)
            {
                block = Vector256.LoadUnsafe(ref text, (nuint)position + BlockLength);
                stops = TextClass.StopsOf(block);
                dots |= (ulong)Vector256.Equals(block, Vector256.Create((byte)'.'))
                    .ExtractMostSignificantBits() << BlockLength;
                block.StoreUnsafe(ref wire, 1 + BlockLength);
                characters = BlockLength + BitOperations.TrailingZeroCount(stops);
            }

            // 64 where no stop was found.
            if (characters is 0 or 64 || !IsBlankOrLineEnd(Unsafe.Add(ref text, position + characters)))
            {
                return -1;
            }

            dots &= (1UL << characters) - 1;
            int label = 0; // where the open label's length octet goes
            for (; dots != 0; dots &= dots - 1)
            {
                int dot = BitOperations.TrailingZeroCount(dots);
                int octets = dot - label;
                if (octets is 0)
                {
                    return -1;
                }

                Unsafe.Add(ref wire, label) = (byte)octets;
                label = dot + 1;
            }

            int rest = characters - label;
            if (rest == 0)
            {
                Unsafe.Add(ref wire, label) = 0;
                length = label + 1;
                return position + characters;
            }

            length = characters + 1 + originLength;
            if (length > WireName.MaximumLength || originLength == 0
                || (characters == 1 && Unsafe.Add(ref text, position) == (byte)'@'))
            {
                return -1;
            }

            isRelative = true;
            Unsafe.Add(ref wire, label) = (byte)rest;
            for (int i = 0; i < originLength; i += BlockLength)
            {
                Vector256.LoadUnsafe(ref origin, (nuint)i).StoreUnsafe(ref wire, (nuint)(characters + 1 + i));
            }

            return position + characters;
        }
    }

    /// <summary>Reads a decimal number of up to nine digits with a blank or the line's end behind
    /// it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadNumber(ref byte text, int position, out uint value)
    {
        unchecked
        {
            uint total = 0;
            int start = position;
            uint digit;
            while ((digit = (uint)(Unsafe.Add(ref text, position) - '0')) <= 9)
            {
                total = (total * 10) + digit;
                position++;
            }

            value = total;
            return position - start is 0 or > 9 || !IsBlankOrLineEnd(Unsafe.Add(ref text, position))
                ? -1 : position;
        }
    }

    /// <summary>Reads an IPv4 address into four octets.</summary>
    public static int ReadIPv4(ref byte text, int position, ref byte wire)
    {
        unchecked
        {
            for (int part = 0; part < 4; part++)
            {
                int start = position;
                uint value = 0;
                uint digit;
                while ((digit = (uint)(Unsafe.Add(ref text, position) - '0')) <= 9)
                {
                    value = (value * 10) + digit;
                    position++;
                }

                int digits = position - start;
                if (digits is 0 or > 3 || value > 255
                    || (digits > 1 && Unsafe.Add(ref text, start) == (byte)'0')
                    || (part < 3 && Unsafe.Add(ref text, position) != (byte)'.'))
                {
                    return -1;
                }

                Unsafe.Add(ref wire, part) = (byte)value;
                position++;
            }

            return IsBlankOrLineEnd(Unsafe.Add(ref text, position - 1)) ? position - 1 : -1;
        }
    }

    /// <summary>Reads an IPv6 address into sixteen octets.</summary>
    public static int ReadIPv6(ref byte text, int position, ref byte wire)
    {
        int length = 0;
        while (length <= 45 && Unsafe.Add(ref text, position + length) > 0x20)
        {
            length++;
        }

        bool isRead = IsBlankOrLineEnd(Unsafe.Add(ref text, position + length)) && AddressText.TryReadIPv6(
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, position), length),
            MemoryMarshal.CreateSpan(ref wire, 16));
        return isRead ? position + length : -1;
    }

    /// <summary>Reads key tag, algorithm, digest type and a digest of the type's length in one
    /// piece.</summary>
    /// <param name="text">The text's first octet.</param>
    /// <param name="position">Where the key tag begins.</param>
    /// <param name="end">The text's end.</param>
    /// <param name="wire">Takes the RDATA: 52 octets.</param>
    /// <param name="length">The RDATA's octets.</param>
    public static int ReadDs(ref byte text, int position, int end, ref byte wire, out int length)
    {
        unchecked
        {
            length = 0;
            position = ReadNumber(ref text, position, out uint tag);
            if (position < 0
                || (position = ReadNumber(ref text, SkipBlanks(ref text, position), out uint algorithm)) < 0
                || (position = ReadNumber(ref text, SkipBlanks(ref text, position), out uint digestType)) < 0)
            {
                return -1;
            }

            int octets = digestType switch { 1 => 20, 2 => 32, 4 => 48, _ => 0 };
            position = SkipBlanks(ref text, position);
            int digestEnd = position + (octets * 2);
            if (octets == 0 || tag > ushort.MaxValue || algorithm > byte.MaxValue || digestEnd >= end
                || !IsBlankOrLineEnd(Unsafe.Add(ref text, digestEnd))
                || !Base16.TryDecode(
                    MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref text, position), octets * 2),
                    MemoryMarshal.CreateSpan(ref Unsafe.Add(ref wire, 4), octets), out _))
            {
                return -1;
            }

            Unsafe.Add(ref wire, 0) = (byte)(tag >> 8);
            Unsafe.Add(ref wire, 1) = (byte)tag;
            Unsafe.Add(ref wire, 2) = (byte)algorithm;
            Unsafe.Add(ref wire, 3) = (byte)digestType;
            length = octets + 4;
            return digestEnd;
        }
    }

    /// <summary>Gives the position of the next octet that is neither a space nor a tab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBlanks(ref byte text, int position)
    {
        while (IsBlank(Unsafe.Add(ref text, position)))
        {
            position = unchecked(position + 1);
        }

        return position;
    }

    /// <summary>Whether an octet is a space or a tab.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBlankOrLineEnd(byte octet) =>
        octet is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';
}
