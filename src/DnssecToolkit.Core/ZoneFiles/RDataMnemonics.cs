using System.Text;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>The names that stand for numbers in RDATA, in any letter case, as BIND reads them.</summary>
internal static class RDataMnemonics
{
    private static readonly (string Name, ushort Value)[] Algorithms =
    [
        ("RSAMD5", 1), ("DH", 2), ("DSA", 3), ("RSASHA1", 5), ("NSEC3DSA", 6),
        ("NSEC3RSASHA1", 7), ("RSASHA256", 8), ("RSASHA512", 10), ("ECCGOST", 12),
        ("ECDSAP256SHA256", 13), ("ECDSAP384SHA384", 14), ("ED25519", 15), ("ED448", 16),
        ("INDIRECT", 252), ("PRIVATEDNS", 253), ("PRIVATEOID", 254),
    ];

    private static readonly (string Name, ushort Value)[] DigestTypes =
    [
        ("SHA-1", 1), ("SHA1", 1), ("SHA-256", 2), ("SHA256", 2), ("GOST", 3), ("SHA-384", 4), ("SHA384", 4),
    ];

    private static readonly (string Name, ushort Value)[] HashAlgorithms = [("SHA-1", 1), ("SHA1", 1)];

    private static readonly (string Name, ushort Value)[] KeyProtocols =
    [
        ("NONE", 0), ("TLS", 1), ("EMAIL", 2), ("DNSSEC", 3), ("IPSEC", 4), ("ALL", 255),
    ];

    private static readonly (string Name, ushort Value)[] KeyFlags =
    [
        ("NOCONF", 0x4000), ("NOAUTH", 0x8000), ("NOKEY", 0xC000), ("FLAG2", 0x2000), ("EXTEND", 0x1000),
        ("FLAG4", 0x0800), ("FLAG5", 0x0400), ("USER", 0x0000), ("ZONE", 0x0100), ("HOST", 0x0200),
        ("NTYP3", 0x0300),
        ("FLAG8", 0x0080), ("FLAG9", 0x0040), ("FLAG10", 0x0020), ("FLAG11", 0x0010), ("SIG0", 0x0000),
        ("SIG1", 0x0001), ("SIG2", 0x0002), ("SIG3", 0x0003), ("SIG4", 0x0004), ("SIG5", 0x0005),
        ("SIG6", 0x0006),
        ("SIG7", 0x0007), ("SIG8", 0x0008), ("SIG9", 0x0009), ("SIG10", 0x000A), ("SIG11", 0x000B),
        ("SIG12", 0x000C),
        ("SIG13", 0x000D), ("SIG14", 0x000E), ("SIG15", 0x000F), ("KSK", 0x0001),
    ];

    private static readonly (string Name, ushort Value)[] CertificateTypes =
    [
        ("PKIX", 1), ("SPKI", 2), ("PGP", 3), ("IPKIX", 4), ("ISPKI", 5), ("IPGP", 6), ("ACPKIX",
            7), ("IACPKIX", 8),
        ("URI", 253), ("OID", 254),
    ];

    private static readonly (string Name, ushort Value)[] DsyncSchemes = [("NOTIFY", 1)];

    /// <summary>Reads a name.</summary>
    /// <returns>False where the kind has no such name.</returns>
    public static bool TryRead(RDataFieldKind kind, ReadOnlySpan<byte> token, out ushort value)
    {
        switch (kind)
        {
            case RDataFieldKind.TypeMnemonic:
                bool known = RRTypeText.TryRead(token, out RRType type);
                value = (ushort)type;
                return known;
            case RDataFieldKind.Algorithm or RDataFieldKind.AlgorithmMnemonic:
                return TryFind(Algorithms, token, out value);
            case RDataFieldKind.DigestType:
                return TryFind(DigestTypes, token, out value);
            case RDataFieldKind.HashAlgorithm:
                return TryFind(HashAlgorithms, token, out value);
            case RDataFieldKind.KeyProtocol:
                return TryFind(KeyProtocols, token, out value);
            case RDataFieldKind.KeyFlags:
                return TryFindFlags(token, out value);
            case RDataFieldKind.CertificateType:
                return TryFind(CertificateTypes, token, out value);
            case RDataFieldKind.DsyncScheme:
                return TryFind(DsyncSchemes, token, out value);
            default:
                throw new System.Diagnostics.UnreachableException($"{kind} has no parser");
        }
    }

    private static bool TryFindFlags(ReadOnlySpan<byte> token, out ushort value)
    {
        value = 0;
        foreach (Range part in token.Split((byte)'|'))
        {
            if (!TryFind(KeyFlags, token[part], out ushort flag))
            {
                return false;
            }

            value |= flag;
        }

        return true;
    }

    private static bool TryFind((string Name, ushort Value)[] table, ReadOnlySpan<byte> token,
        out ushort value)
    {
        foreach ((string name, ushort number) in table)
        {
            if (Ascii.EqualsIgnoreCase(token, name))
            {
                value = number;
                return true;
            }
        }

        value = 0;
        return false;
    }
}
