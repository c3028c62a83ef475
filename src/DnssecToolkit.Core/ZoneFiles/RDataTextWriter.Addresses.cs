using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.ZoneFiles;

/// <content>Addresses.</content>
internal ref partial struct RDataTextWriter
{
    private static ReadOnlySpan<byte> LowerHexDigits => "0123456789abcdef"u8;

    /// <summary>Writes four octets as decimal numbers between dots.</summary>
    /// <returns>True.</returns>
    public bool IPv4(scoped ReadOnlySpan<byte> address)
    {
        SmallNumber(address[0]);
        Octet((byte)'.');
        SmallNumber(address[1]);
        Octet((byte)'.');
        SmallNumber(address[2]);
        Octet((byte)'.');
        SmallNumber(address[3]);
        return true;
    }

    /// <summary>Writes sixteen octets as inet_ntop does: the first longest run of zero groups as <c>::</c>,
    /// and the last four octets dotted in <c>::192.0.2.1</c> and <c>::ffff:192.0.2.1</c>.</summary>
    /// <returns>True.</returns>
    public bool IPv6(scoped ReadOnlySpan<byte> address)
    {
        (int start, int count) = LongestZeroRun(address);
        int group = 0;
        while (group < 8)
        {
            if (group == start)
            {
                Octet((byte)':');
                group += count;
                if (group == 8)
                {
                    Octet((byte)':');
                }

                continue;
            }

            if (group != 0)
            {
                Octet((byte)':');
            }

            bool isDotted = group == 6 && start == 0
                && (count == 6 || (count == 5 && address[10] == 0xFF && address[11] == 0xFF));
            if (isDotted)
            {
                IPv4(address[12..]);
                break;
            }

            HexGroup(BinaryPrimitives.ReadUInt16BigEndian(address[(2 * group)..]));
            group++;
        }

        return true;
    }

    /// <summary>Writes eight octets as four hex numbers between colons (RFC 6742 §2.1.2), without leading
    /// zeros as BIND does.</summary>
    private void NodeIdentifier(scoped ReadOnlySpan<byte> octets)
    {
        for (int i = 0; i < 8; i += 2)
        {
            if (i != 0)
            {
                Octet((byte)':');
            }

            HexGroup(BinaryPrimitives.ReadUInt16BigEndian(octets[i..]));
        }
    }

    /// <summary>Writes octets as pairs of lower-case hex digits between hyphens (RFC 7043).</summary>
    private void HyphenatedHex(scoped ReadOnlySpan<byte> octets)
    {
        for (int i = 0; i < octets.Length; i++)
        {
            if (i != 0)
            {
                Octet((byte)'-');
            }

            Octet(LowerHexDigits[octets[i] >> 4]);
            Octet(LowerHexDigits[octets[i] & 0xF]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SmallNumber(byte value)
    {
        uint number = value;
        if (number >= 100)
        {
            Octet((byte)('0' + (number / 100)));
        }

        if (number >= 10)
        {
            Octet((byte)('0' + (number / 10 % 10)));
        }

        Octet((byte)('0' + (number % 10)));
    }

    private void HexGroup(ushort value)
    {
        for (int shift = 12; shift > 0; shift -= 4)
        {
            if (value >> shift != 0)
            {
                Octet(LowerHexDigits[(value >> shift) & 0xF]);
            }
        }

        Octet(LowerHexDigits[value & 0xF]);
    }

    // RFC 5952 §4.2.2: a single zero group is not shortened; of equal runs the first is (§4.2.3).
    private static (int Start, int Count) LongestZeroRun(ReadOnlySpan<byte> address)
    {
        int bestStart = -1;
        int bestCount = 1;
        for (int group = 0; group < 8; group++)
        {
            int end = group;
            while (end < 8 && address[2 * end] == 0 && address[(2 * end) + 1] == 0)
            {
                end++;
            }

            if (end - group > bestCount)
            {
                (bestStart, bestCount) = (group, end - group);
            }

            group = end; // the group after the run is not zero
        }

        return (bestStart, bestCount);
    }
}
