using System.Buffers.Binary;
using DnssecToolkit.Encoding;

namespace DnssecToolkit.ZoneFiles;

/// <content>Addresses and locators.</content>
internal ref partial struct RDataTextParser
{
    private bool TryIPv4(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        return AddressText.TryReadIPv4(_scanner.Token, out uint address)
            ? PutNumber(address, 4)
            : Fail($"{field} {Quote()} is not an IPv4 address");
    }

    private bool TryIPv6(string field)
    {
        if (!NextText(field) || !HasRoom(16))
        {
            return false;
        }

        if (!AddressText.TryReadIPv6(_scanner.Token, _output.Slice(_length, 16)))
        {
            return Fail($"{field} {Quote()} is not an IPv6 address");
        }

        _length += 16;
        return true;
    }

    // RFC 6742 §2.1.2: four groups of one to four hex digits.
    private bool TryNodeId64(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        ulong value = 0;
        int groups = 0;
        ReadOnlySpan<byte> token = _scanner.Token;
        foreach (Range part in token.Split((byte)':'))
        {
            if (!AddressText.TryReadHex16(token[part], out ushort group))
            {
                return Fail($"{field} {Quote()} is not four groups of hex digits");
            }

            value = unchecked(value << 16) | group;
            groups++;
        }

        return groups == 4
            ? PutNumber(value, 8) : Fail($"{field} {Quote()} is not four groups of hex digits");
    }

    // RFC 7043: pairs of hex digits with hyphens between.
    private bool TryEui(string field, int octets)
    {
        if (!NextText(field))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        bool isWhole = token.Length == (octets * 3) - 1;
        for (int i = 0; isWhole && i < octets; i++)
        {
            isWhole = Base16.TryDecode(token.Slice(i * 3, 2), _output[(_length + i)..], out _)
                && (i == octets - 1 || token[(i * 3) + 2] == (byte)'-');
        }

        _length += isWhole ? octets : 0;
        return isWhole || Fail($"{field} {Quote()} is not {octets} pairs of hex digits with hyphens between");
    }

    // RFC 3123 §5: [!]family:address/prefix, any number of times.
    private bool TryAddressPrefixes(string field)
    {
        while (HasMoreText(field, out _))
        {
            if (!TryAddressPrefix(_scanner.Token))
            {
                return Fail($"{field}: {Quote()} is not [!]1:IPv4/prefix or [!]2:IPv6/prefix");
            }
        }

        if (HasFault)
        {
            return false;
        }

        StepBackFromEnd();
        return true;
    }

    private bool TryAddressPrefix(ReadOnlySpan<byte> item)
    {
        bool isNegated = item[0] == (byte)'!';
        item = isNegated ? item[1..] : item;
        int colon = item.IndexOf((byte)':');
        int slash = item.IndexOf((byte)'/');
        if (colon < 0 || slash < colon
            || !TokenText.TryReadNumber(item[..colon], ushort.MaxValue, out ulong family)
            || family is not (1 or 2)
            || !TokenText.TryReadNumber(item[(slash + 1)..], family == 1 ? 32u : 128u, out ulong prefix))
        {
            return false;
        }

        Span<byte> address = stackalloc byte[16];
        ReadOnlySpan<byte> text = item[(colon + 1)..slash];
        int octets = family == 1 ? 4 : 16;
        if (family == 1)
        {
            if (!AddressText.TryReadIPv4(text, out uint value))
            {
                return false;
            }

            BinaryPrimitives.WriteUInt32BigEndian(address, value);
        }
        else if (!AddressText.TryReadIPv6(text, address))
        {
            return false;
        }

        // RFC 3123 §4: trailing zero octets are left out. Bits beyond the prefix stay, as in BIND.
        int length = address[..octets].LastIndexOfAnyExcept((byte)0) + 1;
        return PutNumber(family, 2) && Put((byte)prefix) && Put((byte)(length | (isNegated ? 0x80 : 0)))
            && Put(address[..length]);
    }

    // RFC 1706 §7: 0x and hex digits, with dots anywhere between octets.
    private bool TryNsap(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        if (token.Length < 4 || token[0] != (byte)'0' || (token[1] | 0x20) != 'x')
        {
            return Fail($"{field} {Quote()} is not 0x and hex digits");
        }

        byte[] digits = _scratch.Grow(token.Length);
        int count = 0;
        foreach (byte octet in token[2..])
        {
            if (octet != (byte)'.')
            {
                digits[count++] = octet;
            }
        }

        return count == 0 ? Fail($"{field} is empty") : PutHex(field, digits.AsSpan(0, count));
    }

    // ATM Forum af-saa-0069: E.164 as + and digits (format 1), an ATM end system address as hex digits
    // (format 0).
    private bool TryAtmAddress(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        bool isE164 = token[0] == (byte)'+';
        byte[] digits = _scratch.Grow(token.Length);
        int count = 0;
        foreach (byte octet in isE164 ? token[1..] : token)
        {
            if (octet != (byte)'.')
            {
                digits[count++] = octet;
            }
        }

        if (count == 0)
        {
            return Fail($"{field} is empty");
        }

        ReadOnlySpan<byte> plain = digits.AsSpan(0, count);
        if (!isE164)
        {
            return Put(0) && PutHex(field, plain);
        }

        return IsNumber(plain) ? Put(1) && Put(plain) : Fail($"{field} {Quote()} is not + and digits");
    }

    // RFC 2874 §3.1: prefix length, the address's octets that the prefix leaves, the prefix's name.
    private bool TryA6(string field)
    {
        if (!TryReadNumber("prefix length", 128, out ulong prefix) || !Put((byte)prefix))
        {
            return false;
        }

        if (prefix < 128)
        {
            Span<byte> address = stackalloc byte[16];
            if (!NextText(field))
            {
                return false;
            }

            if (!AddressText.TryReadIPv6(_scanner.Token, address))
            {
                return Fail($"{field} {Quote()} is not an IPv6 address");
            }

            int skipped = (int)prefix / 8;
            address[skipped] &= (byte)(0xFF >> ((int)prefix % 8));
            if (!Put(address[skipped..]))
            {
                return false;
            }
        }

        return prefix == 0 || TryName("prefix name");
    }
}
