namespace DnssecToolkit.Cryptography;

/// <summary>DNSSEC algorithm numbers with IANA's mnemonics (hyphens as underscores); any other number may
/// occur in a zone.</summary>
public enum DnssecAlgorithm : byte
{
    /// <summary>RFC 8078: the delete form of CDS and CDNSKEY; no key has it.</summary>
    DELETE = 0,

    /// <summary>RFC 3110: RSA with SHA-1; must not be used to sign (RFC 9905).</summary>
    RSASHA1 = 5,

    /// <summary>RFC 5155: RSA with SHA-1, for zones with NSEC3; must not be used to sign (RFC
    /// 9905).</summary>
    RSASHA1_NSEC3_SHA1 = 7,

    /// <summary>RFC 5702: RSA with SHA-256.</summary>
    RSASHA256 = 8,

    /// <summary>RFC 5702: RSA with SHA-512.</summary>
    RSASHA512 = 10,

    /// <summary>RFC 6605: ECDSA on P-256 with SHA-256; the default.</summary>
    ECDSAP256SHA256 = 13,

    /// <summary>RFC 6605: ECDSA on P-384 with SHA-384.</summary>
    ECDSAP384SHA384 = 14,

    /// <summary>RFC 8080: Ed25519.</summary>
    ED25519 = 15,

    /// <summary>RFC 8080: Ed448.</summary>
    ED448 = 16,
}
