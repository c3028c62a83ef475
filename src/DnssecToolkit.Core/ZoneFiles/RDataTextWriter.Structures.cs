using System.Buffers.Binary;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;

namespace DnssecToolkit.ZoneFiles;

/// <content>Types with a form of their own.</content>
internal ref partial struct RDataTextWriter
{
    // RFC 1876 §3: degrees, minutes and seconds; metres.
    private bool TryLocation(scoped ReadOnlySpan<byte> octets)
    {
        if (octets[0] != 0)
        {
            return false; // another version
        }

        Angle(BinaryPrimitives.ReadUInt32BigEndian(octets[4..]), (byte)'N', (byte)'S');
        Octet((byte)' ');
        Angle(BinaryPrimitives.ReadUInt32BigEndian(octets[8..]), (byte)'E', (byte)'W');
        Octet((byte)' ');
        Altitude(BinaryPrimitives.ReadUInt32BigEndian(octets[12..]));
        for (int i = 1; i <= 3; i++)
        {
            Octet((byte)' ');
            Precision(octets[i]);
        }

        return true;
    }

    private void Angle(uint thousandthsOfSeconds, byte positive, byte negative)
    {
        bool isPositive = thousandthsOfSeconds >= 0x8000_0000;
        uint value = isPositive ? thousandthsOfSeconds - 0x8000_0000 : 0x8000_0000 - thousandthsOfSeconds;
        Number(value / 3_600_000);
        Octet((byte)' ');
        Number(value / 60_000 % 60);
        Octet((byte)' ');
        Number(value / 1000 % 60);
        Octet((byte)'.');
        PaddedNumber(value % 1000, 3);
        Octet((byte)' ');
        Octet(isPositive ? positive : negative);
    }

    private void Altitude(uint centimetresOverBase)
    {
        const uint Base = 10_000_000; // 100,000 m below the ellipsoid
        bool isBelow = centimetresOverBase < Base;
        uint value = isBelow ? Base - centimetresOverBase : centimetresOverBase - Base;
        if (isBelow)
        {
            Octet((byte)'-');
        }

        Number(value / 100);
        Octet((byte)'.');
        PaddedNumber(value % 100, 2);
        Octet((byte)'m');
    }

    // A digit and a power of ten, in centimetres.
    private void Precision(byte size)
    {
        uint digit = (uint)size >> 4;
        int power = size & 0xF;
        if (power < 2)
        {
            Octets("0."u8);
            PaddedNumber(power == 0 ? digit : digit * 10, 2);
        }
        else
        {
            Number(digit * (uint)Math.Pow(10, power - 2)); // whole metres, 90,000,000 at most
        }

        Octet((byte)'m');
    }

    private void PaddedNumber(uint value, int digits)
    {
        uint divisor = digits == 3 ? 100u : 10u;
        for (; divisor > 0; divisor /= 10)
        {
            Octet((byte)('0' + (value / divisor % 10)));
        }
    }

    // RFC 1035 §3.4.2: a protocol, then a bit for each port.
    private void WellKnownServices(scoped ReadOnlySpan<byte> octets)
    {
        Number(octets[0]);
        ReadOnlySpan<byte> ports = octets[1..];
        for (int port = 0; port < ports.Length * 8; port++)
        {
            if ((ports[port >> 3] & (0x80 >> (port & 7))) != 0)
            {
                Octet((byte)' ');
                Number((uint)port);
            }
        }
    }

    private void Nsap(scoped ReadOnlySpan<byte> octets)
    {
        Octets("0x"u8);
        LowerHex(octets);
    }

    private bool TryAtmAddress(scoped ReadOnlySpan<byte> octets)
    {
        switch (octets[0])
        {
            case 0:
                LowerHex(octets[1..]);
                return true;
            case 1:
                Octet((byte)'+');
                Octets(octets[1..]);
                return true;
            default:
                return false;
        }
    }

    private void LowerHex(scoped ReadOnlySpan<byte> octets) =>
        _length += Base16.EncodeLower(octets, _output[_length..]);

    // RFC 3123 §5.
    private bool TryAddressPrefixes(scoped ReadOnlySpan<byte> octets)
    {
        Span<byte> address = stackalloc byte[16];
        bool isFirst = true;
        while (!octets.IsEmpty)
        {
            int length = octets[3] & 0x7F;
            ushort family = BinaryPrimitives.ReadUInt16BigEndian(octets);
            if (family is not (1 or 2))
            {
                return false;
            }

            address.Clear();
            octets.Slice(4, length).CopyTo(address);
            Octets(isFirst ? default : " "u8);
            Octets((octets[3] & 0x80) != 0 ? "!"u8 : default);
            Number(family);
            Octet((byte)':');
            _ = family == 1 ? IPv4(address) : IPv6(address);
            Octet((byte)'/');
            Number(octets[2]);
            octets = octets[(4 + length)..];
            isFirst = false;
        }

        return true;
    }

    // RFC 2874 §3.2: prefix length, address suffix unless that has no bits, prefix name unless there is no
    // prefix.
    private void A6(scoped ReadOnlySpan<byte> octets)
    {
        int suffix = (128 - octets[0] + 7) / 8;
        Number(octets[0]);
        if (suffix != 0)
        {
            Span<byte> address = stackalloc byte[16];
            address.Clear();
            octets.Slice(1, suffix).CopyTo(address[(16 - suffix)..]);
            Octet((byte)' ');
            IPv6(address);
        }

        if (octets[0] != 0)
        {
            Octet((byte)' ');
            Name(octets[(1 + suffix)..]);
        }
    }

    // RFC 4025 §3.
    private void IpsecKey(scoped ReadOnlySpan<byte> octets)
    {
        Number(octets[0]);
        Octet((byte)' ');
        Number(octets[1]);
        Octet((byte)' ');
        Number(octets[2]);
        Octet((byte)' ');
        int gateway = Gateway(octets[1], octets[3..]);
        Octet((byte)' ');
        Base64Words(octets[(3 + gateway)..]);
    }

    // RFC 8777 §4.3.1.
    private bool TryAmtRelay(scoped ReadOnlySpan<byte> octets)
    {
        int type = octets[1] & 0x7F;
        if (type > 3)
        {
            return false;
        }

        Number(octets[0]);
        Octet((byte)' ');
        Number((uint)octets[1] >> 7);
        Octet((byte)' ');
        Number((uint)type);
        Octet((byte)' ');
        Gateway(type, octets[2..]);
        return true;
    }

    private int Gateway(int type, scoped ReadOnlySpan<byte> octets)
    {
        switch (type)
        {
            case 0:
                Octet((byte)'.');
                return 0;
            case 1:
                IPv4(octets);
                return 4;
            case 2:
                IPv6(octets);
                return 16;
            default:
                int length = WireName.LengthOf(octets);
                Name(octets[..length]);
                return length;
        }
    }

    // RFC 8005 §6: algorithm, tag, key, servers; the tag and the key are one word each.
    private void HostIdentity(scoped ReadOnlySpan<byte> octets)
    {
        ReadOnlySpan<byte> tag = octets.Slice(4, octets[0]);
        ReadOnlySpan<byte> key = octets.Slice(4
            + tag.Length, BinaryPrimitives.ReadUInt16BigEndian(octets[2..]));
        Number(octets[1]);
        Octet((byte)' ');
        HexWhole(tag);
        Octet((byte)' ');
        Base64Whole(key);
        octets = octets[(4 + tag.Length + key.Length)..];
        while (!octets.IsEmpty)
        {
            int length = WireName.LengthOf(octets);
            Octet((byte)' ');
            Name(octets[..length]);
            octets = octets[length..];
        }
    }
}
