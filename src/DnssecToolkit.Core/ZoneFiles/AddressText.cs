using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.ZoneFiles;

/// <summary>IP addresses as text, exactly as inet_pton reads them.</summary>
internal static class AddressText
{
    /// <summary>Reads four decimal numbers up to 255 between dots, without leading zeros.</summary>
    public static bool TryReadIPv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        if (text.Length > 15)
        {
            return false;
        }

        int position = 0;
        for (int part = 0; part < 4; part++)
        {
            uint value = 0;
            int start = position;
            for (; position < text.Length && position - start < 3
                && char.IsAsciiDigit((char)text[position]); position++)
            {
                value = (value * 10) + (uint)(text[position] - '0');
            }

            int digits = position - start;
            bool isDelimited = part == 3 ? position == text.Length : position < text.Length
                && text[position] == (byte)'.';
            if (digits == 0 || value > 255 || !isDelimited || (digits > 1 && text[start] == (byte)'0'))
            {
                return false;
            }

            address = (address << 8) | value;
            position++;
        }

        return true;
    }

    /// <summary>Reads RFC 4291 §2.2's forms: eight groups, <c>::</c> once, an IPv4 address at the
    /// end.</summary>
    /// <param name="text">The address, without a zone index.</param>
    /// <param name="octets">Takes sixteen octets.</param>
    public static bool TryReadIPv6(ReadOnlySpan<byte> text, Span<byte> octets)
    {
        octets = octets[..16];
        octets.Clear();
        bool beginsWithGap = text.StartsWith("::"u8);
        int gap = beginsWithGap ? 0 : -1;
        int position = beginsWithGap ? 2 : 0;
        int written = 0;
        while (position < text.Length)
        {
            int length = text[position..].IndexOf((byte)':');
            ReadOnlySpan<byte> group = length < 0 ? text[position..] : text.Slice(position, length);
            int octetsRead = ReadGroup(group, octets[written..], isLast: length < 0);
            written += octetsRead;
            position += group.Length;
            if (octetsRead == 0 || (length >= 0 && !TrySkipColons(text, ref position, ref gap, written)))
            {
                return false;
            }
        }

        return TryOpenGap(octets, written, gap);
    }

    /// <summary>Reads up to four hex digits, or an IPv4 address where it is the last.</summary>
    /// <returns>The octets written; 0 where the group is none, or too many came before it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ReadGroup(ReadOnlySpan<byte> group, Span<byte> octets, bool isLast)
    {
        if (isLast && group.Contains((byte)'.'))
        {
            return octets.Length >= 4 && TryReadIPv4(group, out uint tail)
                && BinaryPrimitives.TryWriteUInt32BigEndian(octets, tail) ? 4 : 0;
        }

        return octets.Length >= 2 && TryReadHex16(group, out ushort value)
            && BinaryPrimitives.TryWriteUInt16BigEndian(octets, value) ? 2 : 0;
    }

    /// <summary>Goes past the colon behind a group, or past the two that are the address's one gap.</summary>
    /// <returns>False where a single colon ends the text, or this is a second gap.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TrySkipColons(ReadOnlySpan<byte> text, ref int position, ref int gap, int written)
    {
        position++;
        if (position == text.Length)
        {
            return false;
        }

        if (text[position] != (byte)':')
        {
            return true;
        }

        bool isFirst = gap < 0;
        gap = written;
        position++;
        return isFirst;
    }

    /// <summary>Reads one to four hex digits.</summary>
    public static bool TryReadHex16(ReadOnlySpan<byte> text, out ushort value)
    {
        uint total = 0;
        value = 0;
        if (text.Length is 0 or > 4)
        {
            return false;
        }

        foreach (byte octet in text)
        {
            int digit = HexValue(octet);
            if (digit < 0)
            {
                return false;
            }

            total = (total << 4) | (uint)digit;
        }

        value = (ushort)total;
        return true;
    }

    /// <summary>A hex digit's value, or -1.</summary>
    public static int HexValue(byte octet) => octet switch
    {
        >= (byte)'0' and <= (byte)'9' => octet - '0',
        >= (byte)'a' and <= (byte)'f' => octet - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => octet - 'A' + 10,
        _ => -1,
    };

    private static bool TryOpenGap(Span<byte> octets, int written, int gap)
    {
        if (gap < 0 || written == 16)
        {
            return gap < 0 && written == 16;
        }

        int moved = written - gap;
        octets[gap..written].CopyTo(octets[(16 - moved)..]);
        octets[gap..(16 - moved)].Clear();
        return true;
    }
}
