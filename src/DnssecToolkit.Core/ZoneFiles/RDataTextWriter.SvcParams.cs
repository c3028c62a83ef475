using System.Buffers.Binary;

namespace DnssecToolkit.ZoneFiles;

/// <content>SVCB's parameters (RFC 9460 §2.1).</content>
internal ref partial struct RDataTextWriter
{
    private void SvcParams(scoped ReadOnlySpan<byte> parameters)
    {
        bool isFirst = true;
        while (!parameters.IsEmpty)
        {
            ushort key = BinaryPrimitives.ReadUInt16BigEndian(parameters);
            ReadOnlySpan<byte> value = parameters.Slice(4,
                BinaryPrimitives.ReadUInt16BigEndian(parameters[2..]));
            Octets(isFirst ? default : " "u8);
            SvcKey(key);
            if (!value.IsEmpty)
            {
                Octet((byte)'=');
                SvcValue(key, value);
            }

            parameters = parameters[(4 + value.Length)..];
            isFirst = false;
        }
    }

    // BIND reads dohpath, but writes this and all later keys by number, which every reader of SVCB knows.
    private void SvcKey(ushort key)
    {
        ReadOnlySpan<byte> name = key switch
        {
            0 => "mandatory"u8,
            1 => "alpn"u8,
            2 => "no-default-alpn"u8,
            3 => "port"u8,
            4 => "ipv4hint"u8,
            5 => "ech"u8,
            6 => "ipv6hint"u8,
            _ => "key"u8,
        };
        Octets(name);
        if (key > 6)
        {
            Number(key);
        }
    }

    private void SvcValue(ushort key, scoped ReadOnlySpan<byte> value)
    {
        switch (key)
        {
            case 0:
                for (int i = 0; i < value.Length; i += 2)
                {
                    Octets(i == 0 ? default : ","u8);
                    SvcKey(BinaryPrimitives.ReadUInt16BigEndian(value[i..]));
                }

                break;
            case 1:
                Alpn(value);
                break;
            case 3:
                Number(BinaryPrimitives.ReadUInt16BigEndian(value));
                break;
            case 4:
                for (int i = 0; i < value.Length; i += 4)
                {
                    Octets(i == 0 ? default : ","u8);
                    IPv4(value[i..]);
                }

                break;
            case 5:
                Base64Whole(value);
                break;
            case 6:
                for (int i = 0; i < value.Length; i += 16)
                {
                    Octets(i == 0 ? default : ","u8);
                    IPv6(value[i..]);
                }

                break;
            default:
                Quoted(value);
                break;
        }
    }

    // RFC 9460 appendix A.1: a comma or backslash in an item is escaped for the list, and that backslash for
    // the string.
    private void Alpn(scoped ReadOnlySpan<byte> list)
    {
        Octet((byte)'"');
        for (int position = 0; position < list.Length; position += 1 + list[position])
        {
            Octets(position == 0 ? default : ","u8);
            foreach (byte octet in list.Slice(position + 1, list[position]))
            {
                AlpnOctet(octet);
            }
        }

        Octet((byte)'"');
    }

    private void AlpnOctet(byte octet)
    {
        switch (octet)
        {
            case (byte)',':
                Octets(@"\\,"u8);
                break;
            case (byte)'\\':
                Octets(@"\\\\"u8);
                break;
            case (byte)' ':
                Octets(@"\032"u8);
                break;
            case (byte)'"' or < 0x20 or >= 0x7F:
                Escaped(octet);
                break;
            default:
                Octet(octet);
                break;
        }
    }
}
