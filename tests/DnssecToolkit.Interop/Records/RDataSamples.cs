using System.Buffers.Binary;
using DnssecToolkit.Records;

namespace DnssecToolkit.Interop.Records;

/// <summary>Makes RDATA by the rows of the table, and damages some of it; the same for the same
/// seed.</summary>
internal sealed class RDataSamples(uint seed)
{
    private uint _state = seed;

    /// <summary>Makes one RDATA: half of them well-formed, half with an octet changed, added or taken
    /// away.</summary>
    public byte[] Next(RDataLayout layout)
    {
        List<byte> rdata = [];
        foreach (RDataField field in layout.Fields)
        {
            Add(field.Kind, rdata);
        }

        if (Below(2) == 0)
        {
            Damage(rdata);
        }

        return [.. rdata];
    }

    private void Damage(List<byte> rdata)
    {
        switch (Below(4))
        {
            case 0 when rdata.Count > 0:
                rdata.RemoveAt(Below(rdata.Count));
                break;
            case 1 when rdata.Count > 0:
                rdata.RemoveRange(rdata.Count / 2, rdata.Count - (rdata.Count / 2));
                break;
            case 2:
                rdata.Insert(Below(rdata.Count + 1), SomeOctet());
                break;
            default:
                if (rdata.Count > 0)
                {
                    rdata[Below(rdata.Count)] = SomeOctet();
                }

                break;
        }
    }

    private void Add(RDataFieldKind kind, List<byte> rdata)
    {
        switch (kind)
        {
            case RDataFieldKind.Name or RDataFieldKind.FoldedName:
                AddName(rdata);
                break;
            case RDataFieldKind.HashedOwner:
                AddCounted(rdata, Octets(Of(20, 20, 0, 32)));
                break;
            case RDataFieldKind.HashAlgorithm:
                rdata.Add((byte)Of(1, 1, 2, 0));
                break;
            case RDataFieldKind.Salt or RDataFieldKind.CharacterString
                or RDataFieldKind.OptionalCharacterString:
                AddCounted(rdata, Octets(Below(24)));
                break;
            case RDataFieldKind.CharacterStrings:
                for (int count = 1 + Below(3); count > 0; count--)
                {
                    AddCounted(rdata, Octets(Below(40)));
                }

                break;
            case RDataFieldKind.Regexp:
                string[] expressions = ["", "!^.*$!x!", "/(a)(b)/\\2\\1/i", "!a!\\1!", "!(a)!\\0!", "!a!b",
                    "iaibi", "!a\\!b!c!", "!a!b!c", "!!!", "!a!!ii", "!(!!", "!)!!", "!a(b!c!"];
                AddCounted(rdata,
                    System.Text.Encoding.ASCII.GetBytes(expressions[Below(expressions.Length)]));
                break;
            case RDataFieldKind.SerialTime:
                AddNumber(rdata, (uint)Below(int.MaxValue)); // BIND takes what is over 68 years ahead for the past
                break;
            case RDataFieldKind.KeyFlags:
                rdata.AddRange(Below(2) == 0 ? [0, 0] : Octets(2));
                break;
            case RDataFieldKind.DigitString or RDataFieldKind.DecimalString or RDataFieldKind.Tag:
                AddCounted(rdata, [.. Octets(Below(8)).Select(b => (byte)('0' + (b % 10)))]);
                break;
            case RDataFieldKind.TypeBitmaps:
                byte[] bitmaps = new byte[TypeBitmap.MaximumLength];
                RRType[] types = [.. Octets(Below(6)).Select(b => (RRType)(b + (Below(3) * 250)))];
                rdata.AddRange(bitmaps[..TypeBitmap.Write(types, bitmaps)]);
                break;
            case RDataFieldKind.DsDigest or RDataFieldKind.ZoneDigest:
                rdata[^1] = (byte)Below(6);
                rdata.AddRange(Octets(Of(20, 32, 48, 64, 12, 11)));
                break;
            default:
                AddStructure(kind, rdata);
                break;
        }
    }

    private void AddStructure(RDataFieldKind kind, List<byte> rdata)
    {
        switch (kind)
        {
            case RDataFieldKind.SvcParams:
                AddSvcParams(rdata);
                break;
            case RDataFieldKind.Location:
                rdata.AddRange([0, Power(), Power(), Power()]);
                AddNumber(rdata, 0x8000_0000 + (uint)Below(324_000_000) - (uint)Below(324_000_000));
                AddNumber(rdata, 0x8000_0000 + (uint)Below(648_000_000) - (uint)Below(648_000_000));
                AddNumber(rdata, (uint)Below(30_000_000));
                break;
            case RDataFieldKind.AddressPrefixes:
                AddAddressPrefixes(rdata);
                break;
            case RDataFieldKind.AtmAddress:
                byte format = (byte)Below(3);
                rdata.Add(format);
                rdata.AddRange(Octets(Below(20)).Select(b => format == 1 ? (byte)('0' + (b % 10)) : b));
                break;
            case RDataFieldKind.A6Address:
                AddA6(rdata);
                break;
            case RDataFieldKind.IpsecKey:
                byte type = (byte)Below(5);
                rdata.AddRange([SomeOctet(), type, (byte)Below(4)]);
                AddGateway(rdata, type);
                rdata.AddRange(Octets(Below(60)));
                break;
            case RDataFieldKind.AmtRelay:
                byte relay = (byte)Below(5);
                rdata.AddRange([SomeOctet(), (byte)(relay | (Below(2) << 7))]);
                AddGateway(rdata, relay);
                break;
            case RDataFieldKind.HostIdentity:
                byte[] tag = Octets(1 + Below(20));
                byte[] key = Octets(1 + Below(70));
                rdata.AddRange([(byte)tag.Length, (byte)Below(4), 0, (byte)key.Length, .. tag, .. key]);
                for (int servers = Below(3); servers > 0; servers--)
                {
                    AddName(rdata);
                }

                break;
            default:
                int length = RDataFieldLengthOf(kind);
                rdata.AddRange(Octets(length != 0 ? length : Below(100)));
                break;
        }
    }

    private void AddAddressPrefixes(List<byte> rdata)
    {
        for (int items = Below(3); items > 0; items--)
        {
            bool is4 = Below(2) == 0;
            byte[] address = Octets(Below(is4 ? 5 : 17));
            rdata.AddRange([0, (byte)(is4 ? 1 : 2), (byte)Below(is4 ? 33 : 129),
                (byte)(address.Length | (Below(2) << 7)), .. address]);
        }
    }

    private void AddA6(List<byte> rdata)
    {
        int prefix = Below(129);
        byte[] suffix = Octets((128 - prefix + 7) / 8);
        if (suffix.Length > 0)
        {
            suffix[0] &= (byte)(0xFF >> (prefix % 8));
        }

        rdata.AddRange([(byte)prefix, .. suffix]);
        if (prefix != 0)
        {
            AddName(rdata);
        }
    }

    private void AddSvcParams(List<byte> rdata)
    {
        int[] keys = [.. new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 255, 65000 }.Where(_ => Below(2) == 0)];
        if (Below(2) == 0 && keys.Length > 0)
        {
            AddParameter(rdata, 0, [.. keys.Where(_ => Below(2) == 0).Append(keys[0]).Distinct().Order()
                .SelectMany(k => (byte[])[(byte)(k >> 8), (byte)(k & 0xFF)])]);
        }

        foreach (int key in keys)
        {
            AddParameter(rdata, key, key switch
            {
                1 => [.. Enumerable.Range(0, 1 + Below(3))
                    .SelectMany(_ => Octets(1 + Below(5)) is var o ? (byte[])[(byte)o.Length, .. o] : [])],
                2 => [],
                3 => Octets(2),
                4 => Octets(4 + (4 * Below(2))),
                6 => Octets(16 + (16 * Below(2))),
                7 => "/q{?dns}"u8.ToArray(),
                _ => Octets(Below(70)),
            });
        }
    }

    private static void AddParameter(List<byte> rdata, int key, byte[] value) =>
        rdata.AddRange([(byte)(key >> 8), (byte)(key & 0xFF), 0, (byte)value.Length, .. value]);

    private void AddGateway(List<byte> rdata, int type)
    {
        switch (type)
        {
            case 1:
                rdata.AddRange(Octets(4));
                break;
            case 2:
                rdata.AddRange(Octets(16));
                break;
            case 3:
                AddName(rdata);
                break;
            default:
                break;
        }
    }

    private void AddName(List<byte> rdata)
    {
        for (int labels = Below(4); labels > 0; labels--)
        {
            AddCounted(rdata, Octets(1 + Below(12)));
        }

        rdata.Add(0);
    }

    private static void AddCounted(List<byte> rdata, byte[] octets) =>
        rdata.AddRange([(byte)octets.Length, .. octets]);

    private static void AddNumber(List<byte> rdata, uint value)
    {
        byte[] octets = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(octets, value);
        rdata.AddRange(octets);
    }

    private static int RDataFieldLengthOf(RDataFieldKind kind) => kind switch
    {
        RDataFieldKind.Number16 or RDataFieldKind.TypeMnemonic or RDataFieldKind.CertificateType => 2,
        RDataFieldKind.Number32 or RDataFieldKind.Period or RDataFieldKind.IPv4 => 4,
        RDataFieldKind.Eui48 => 6,
        RDataFieldKind.NodeId64 or RDataFieldKind.Eui64 => 8,
        RDataFieldKind.IPv6 => 16,
        RDataFieldKind.Number8 or RDataFieldKind.Algorithm or RDataFieldKind.AlgorithmMnemonic or RDataFieldKind.DigestType
            or RDataFieldKind.HashAlgorithm or RDataFieldKind.KeyProtocol or RDataFieldKind.DsyncScheme => 1,
        _ => 0,
    };

    private byte Power() => (byte)(((1 + Below(9)) << 4) | Below(10));

    private int Of(params int[] choices) => choices[Below(choices.Length)];

    // Runs of one kind of octet, so that zeros, letters and what needs escapes all come often.
    private byte[] Octets(int count) => Below(3) switch
    {
        0 => [.. Enumerable.Range(0, count).Select(_ => (byte)Below(256))],
        1 => [.. Enumerable.Range(0, count).Select(_ => (byte)('a' + Below(26)))],
        _ => [.. Enumerable.Range(0, count).Select(_ => SomeOctet())],
    };

    private byte SomeOctet() => (byte)Of(0, 0, 1, 2, 3, 4, 8, 13, ' ', '"', '\\', ';', ',', '$', '.', '@',
        'A', 'z', 0x7F, 0xFF, 253, 254);

    private int Below(int bound)
    {
        _state = unchecked((_state * 1664525) + 1013904223);
        return (int)((_state >> 8) % (uint)bound);
    }
}
