using System.Buffers.Binary;
using System.Text.Unicode;

namespace DnssecToolkit.Records;

/// <content>What has gateways, keys or parameters in it.</content>
internal static partial class RDataFieldMeasure
{
    private const byte RsaMd5 = 1;
    private const byte PrivateDns = 253;
    private const ushort MandatoryKey = 0;
    private const ushort AlpnKey = 1;
    private const ushort NoDefaultAlpnKey = 2;

    // RFC 2535 §3.1.2: in KEY, both high bits of the flags say that no key follows; RKEY's flags are all
    // zero. An algorithm of one's own begins its key with the name that owns it (RFC 4034, appendix A.1.1).
    private static int PublicKey(RRType type, ReadOnlySpan<byte> rdata, ReadOnlySpan<byte> rest)
    {
        if (type == RRType.KEY && (rdata[0] & 0xC0) == 0xC0)
        {
            return rest.IsEmpty ? 0 : Invalid;
        }

        bool hasBadFlags = type == RRType.RKEY && (rdata[0] | rdata[1]) != 0;
        return rest.IsEmpty || hasBadFlags || !IsKeyOf(rdata[3], rest) ? Invalid : rest.Length;
    }

    private static bool IsKeyOf(byte algorithm, ReadOnlySpan<byte> key) => algorithm switch
    {
        RsaMd5 => key.Length >= 3, // its key tag is the last three octets but one
        PrivateDns => Name(key) > 0,
        _ => true,
    };

    // RFC 4025 §2.1: precedence, gateway type, algorithm, gateway, key.
    private static int IpsecKey(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 3)
        {
            return Invalid;
        }

        int gateway = Gateway(rest[1], rest[3..]);
        return gateway < 0 || rest.Length == 3 + gateway ? Invalid : rest.Length;
    }

    // RFC 8777 §4.2: precedence, discovery bit and type, relay; what an unknown type has is opaque.
    private static int AmtRelay(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 2)
        {
            return Invalid;
        }

        int type = rest[1] & 0x7F;
        if (type > 3)
        {
            return rest.Length;
        }

        int relay = Gateway(type, rest[2..]);
        return relay < 0 ? Invalid : 2 + relay;
    }

    private static int Gateway(int type, ReadOnlySpan<byte> rest) => type switch
    {
        0 => 0,
        1 => rest.Length >= 4 ? 4 : Invalid,
        2 => rest.Length >= 16 ? 16 : Invalid,
        3 => Name(rest),
        _ => Invalid,
    };

    // RFC 8005 §5: tag length, algorithm, key length, tag, key, rendezvous servers.
    private static int HostIdentity(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < 4)
        {
            return Invalid;
        }

        int keyLength = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
        int position = 4 + rest[0] + keyLength;
        if (rest[0] == 0 || keyLength == 0 || rest.Length < position)
        {
            return Invalid;
        }

        while (position < rest.Length)
        {
            int server = Name(rest[position..]);
            if (server < 0)
            {
                return Invalid;
            }

            position += server;
        }

        return position;
    }

    // RFC 9460 §2.2 and §8: keys ascending, values as their keys demand, all mandatory keys there.
    private static int SvcParams(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> mandatory = default;
        int previous = -1;
        bool hasAlpn = false;
        int position = 0;
        while (position < rest.Length)
        {
            ReadOnlySpan<byte> parameter = rest[position..];
            if (parameter.Length < 4 || parameter.Length < 4
                + BinaryPrimitives.ReadUInt16BigEndian(parameter[2..]))
            {
                return Invalid;
            }

            ushort key = BinaryPrimitives.ReadUInt16BigEndian(parameter);
            ReadOnlySpan<byte> value = parameter.Slice(4,
                BinaryPrimitives.ReadUInt16BigEndian(parameter[2..]));
            hasAlpn |= key == AlpnKey;
            if (key <= previous || !IsSvcValue(key, value) || (key == NoDefaultAlpnKey && !hasAlpn))
            {
                return Invalid;
            }

            if (key == MandatoryKey)
            {
                mandatory = value;
            }
            else if (!mandatory.IsEmpty && BinaryPrimitives.ReadUInt16BigEndian(mandatory) is var next
                && key >= next)
            {
                if (key > next)
                {
                    return Invalid;
                }

                mandatory = mandatory[2..];
            }

            previous = key;
            position += 4 + value.Length;
        }

        return mandatory.IsEmpty ? position : Invalid;
    }

    private static bool IsSvcValue(ushort key, ReadOnlySpan<byte> value) => key switch
    {
        MandatoryKey => IsMandatoryList(value),
        AlpnKey => IsAlpnList(value),
        NoDefaultAlpnKey => value.IsEmpty,
        3 => value.Length == 2,
        4 => !value.IsEmpty && value.Length % 4 == 0,
        6 => !value.IsEmpty && value.Length % 16 == 0,
        // RFC 9461 §5: a relative URI template with the variable "dns".
        7 => value.StartsWith("/"u8) && value.IndexOf("{?dns}"u8) >= 0 && Utf8.IsValid(value),
        _ => true,
    };

    // RFC 9460 §8: ascending, not itself.
    private static bool IsMandatoryList(ReadOnlySpan<byte> value)
    {
        int previous = MandatoryKey;
        for (int i = 0; i + 1 < value.Length; i += 2)
        {
            int key = BinaryPrimitives.ReadUInt16BigEndian(value[i..]);
            if (key <= previous)
            {
                return false;
            }

            previous = key;
        }

        return !value.IsEmpty && value.Length % 2 == 0;
    }

    private static bool IsAlpnList(ReadOnlySpan<byte> value)
    {
        int position = 0;
        while (position < value.Length)
        {
            if (value[position] == 0)
            {
                return false;
            }

            position += 1 + value[position];
        }

        return position == value.Length && position > 0;
    }
}
