namespace DnssecToolkit.ZoneFiles;

/// <content>Numbers that BIND writes by name.</content>
internal ref partial struct RDataTextWriter
{
    // RFC 4398 §2.1.
    private void Certificate(ushort type) => NamedNumber(type, type switch
    {
        1 => "PKIX"u8,
        2 => "SPKI"u8,
        3 => "PGP"u8,
        4 => "IPKIX"u8,
        5 => "ISPKI"u8,
        6 => "IPGP"u8,
        7 => "ACPKIX"u8,
        8 => "IACPKIX"u8,
        253 => "URI"u8,
        254 => "OID"u8,
        _ => default,
    });

    // BIND's names, not IANA's: NSEC3RSASHA1 for RSASHA1-NSEC3-SHA1.
    private void AlgorithmMnemonic(byte algorithm) => NamedNumber(algorithm, algorithm switch
    {
        1 => "RSAMD5"u8,
        2 => "DH"u8,
        3 => "DSA"u8,
        5 => "RSASHA1"u8,
        6 => "NSEC3DSA"u8,
        7 => "NSEC3RSASHA1"u8,
        8 => "RSASHA256"u8,
        10 => "RSASHA512"u8,
        12 => "ECCGOST"u8,
        13 => "ECDSAP256SHA256"u8,
        14 => "ECDSAP384SHA384"u8,
        15 => "ED25519"u8,
        16 => "ED448"u8,
        252 => "INDIRECT"u8,
        253 => "PRIVATEDNS"u8,
        254 => "PRIVATEOID"u8,
        _ => default,
    });

    // RFC 9859 §2.1.
    private void DsyncScheme(byte scheme) => NamedNumber(scheme, scheme == 1 ? "NOTIFY"u8 : default);

    private void NamedNumber(uint number, scoped ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            Number(number);
        }

        Octets(name);
    }
}
