namespace DnssecToolkit.Records;

/// <summary>What one field of RDATA is: its form on the wire, in a zone file and for signing.</summary>
/// <remarks>"To the end" kinds stand last and take all that is left, in text all tokens of the line. A kind
/// that says "whole" has the RDATA to itself because its parts depend on each other.</remarks>
public enum RDataFieldKind : byte
{
    /// <summary>Octets without a text form: only RFC 3597's <c>\# length hex</c>; to the end.</summary>
    Opaque,

    /// <summary>A domain name, uncompressed, whose letter case stays as it is when signed.</summary>
    Name,

    /// <summary>A domain name that canonical form lower-cases (RFC 4034 §6.2, RFC 6840 §5.1).</summary>
    FoldedName,

    /// <summary>One octet as a decimal number.</summary>
    Number8,

    /// <summary>Two octets as a decimal number.</summary>
    Number16,

    /// <summary>Four octets as a decimal number.</summary>
    Number32,

    /// <summary>Eight octets as a decimal number.</summary>
    Number64,

    /// <summary>Four octets, seconds: written as a number, read with TTL units too (<c>1h30m</c>).</summary>
    Period,

    /// <summary>Four octets, seconds since 1970 on a circle: <c>YYYYMMDDHHMMSS</c> (RFC 4034 §3.2), read as a
    /// number too.</summary>
    SerialTime,

    /// <summary>Two octets, an RR type's mnemonic or <c>TYPEnnn</c>.</summary>
    TypeMnemonic,

    /// <summary>One octet, a DNSSEC algorithm: written as a number, read by mnemonic too.</summary>
    Algorithm,

    /// <summary>One octet, a DNSSEC algorithm as CERT has it: written by mnemonic where there is one, read
    /// both ways.</summary>
    AlgorithmMnemonic,

    /// <summary>One octet, a digest type of DS: written as a number, read by mnemonic too
    /// (<c>SHA-256</c>).</summary>
    DigestType,

    /// <summary>One octet, an NSEC3 hash algorithm: written as a number, read by mnemonic too
    /// (<c>SHA-1</c>).</summary>
    HashAlgorithm,

    /// <summary>Two octets, a key's flags: written as a number, read by RFC 2535's mnemonics too
    /// (<c>ZONE|…</c>).</summary>
    KeyFlags,

    /// <summary>One octet, a key's protocol: written as a number, read by mnemonic too
    /// (<c>DNSSEC</c>).</summary>
    KeyProtocol,

    /// <summary>Two octets, a certificate type: written by mnemonic where there is one (<c>PKIX</c>), read
    /// both ways.</summary>
    CertificateType,

    /// <summary>One octet, a DSYNC scheme: written by mnemonic where there is one (<c>NOTIFY</c>), read both
    /// ways (RFC 9859).</summary>
    DsyncScheme,

    /// <summary>Four octets, an IPv4 address or a 32-bit locator in dotted form.</summary>
    IPv4,

    /// <summary>Sixteen octets, an IPv6 address in RFC 5952's form.</summary>
    IPv6,

    /// <summary>Eight octets as four groups of hex digits between colons (RFC 6742).</summary>
    NodeId64,

    /// <summary>Six octets as pairs of hex digits between hyphens (RFC 7043).</summary>
    Eui48,

    /// <summary>Eight octets as pairs of hex digits between hyphens (RFC 7043).</summary>
    Eui64,

    /// <summary>A length octet and that many octets (RFC 1035 §3.3), in quotes.</summary>
    CharacterString,

    /// <summary>A <see cref="CharacterString"/> that may be missing: ISDN's sub-address.</summary>
    OptionalCharacterString,

    /// <summary>One or more <see cref="CharacterString"/>; to the end.</summary>
    CharacterStrings,

    /// <summary>X.25's address: a <see cref="CharacterString"/> of four digits or more (RFC 1183
    /// §3.1).</summary>
    DigitString,

    /// <summary>GPOS's coordinate: a <see cref="CharacterString"/> that is a decimal number (RFC
    /// 1712).</summary>
    DecimalString,

    /// <summary>NAPTR's regexp: a <see cref="CharacterString"/> that is empty, or delimiter, expression,
    /// delimiter, replacement, delimiter, flags (RFC 3402 §3.2).</summary>
    Regexp,

    /// <summary>CAA's tag: a length octet and that many letters or digits, without quotes (RFC 8659
    /// §4.1).</summary>
    Tag,

    /// <summary>Text in quotes without a length octet (CAA's value, URI's target); to the end, one token in
    /// text.</summary>
    QuotedRest,

    /// <summary>Octets as base64; to the end; may be empty where the type allows it.</summary>
    Base64Rest,

    /// <summary>Octets as base64, at least one; to the end.</summary>
    NonEmptyBase64Rest,

    /// <summary>Octets as base64, or <c>-</c> for none: DOA's data; to the end.</summary>
    Base64OrDashRest,

    /// <summary>A DNSKEY's or KEY's key as base64: none where the flags say NOKEY; to the end.</summary>
    PublicKeyRest,

    /// <summary>Octets as hex digits, at least one; to the end.</summary>
    HexRest,

    /// <summary>A DS digest as hex digits, of the length that the digest type just before demands; to the
    /// end.</summary>
    DsDigest,

    /// <summary>A ZONEMD digest as hex digits, of the length that the hash algorithm just before demands; to
    /// the end.</summary>
    ZoneDigest,

    /// <summary>A length octet and that many octets as hex digits, or <c>-</c> for none (RFC 5155
    /// §3.3).</summary>
    Salt,

    /// <summary>A length octet and that many octets as base32hex without padding (RFC 5155 §3.3).</summary>
    HashedOwner,

    /// <summary>NSEC's windows of types (RFC 4034 §4.1.2), which may be empty; to the end.</summary>
    TypeBitmaps,

    /// <summary>NXT's one bit map of the types below 128 (RFC 2535 §5.2); to the end.</summary>
    NxtBitmap,

    /// <summary>SVCB's parameters (RFC 9460 §2.1); to the end.</summary>
    SvcParams,

    /// <summary>LOC, whole (RFC 1876).</summary>
    Location,

    /// <summary>APL's items (RFC 3123); to the end; may be none.</summary>
    AddressPrefixes,

    /// <summary>WKS's protocol and bit map of ports (RFC 1035 §3.4.2); to the end.</summary>
    WellKnownServices,

    /// <summary>NSAP's octets as <c>0x…</c> (RFC 1706); to the end.</summary>
    Nsap,

    /// <summary>ATMA's format octet and address (hex digits, or <c>+</c> and digits); to the end.</summary>
    AtmAddress,

    /// <summary>A6: prefix length, address suffix, folded prefix name (RFC 2874 §3.1); whole.</summary>
    A6Address,

    /// <summary>IPSECKEY: precedence, gateway type, algorithm, gateway, public key (RFC 4025);
    /// whole.</summary>
    IpsecKey,

    /// <summary>AMTRELAY: precedence, discovery bit, type, relay (RFC 8777); whole.</summary>
    AmtRelay,

    /// <summary>HIP: algorithm, host identity tag, public key, rendezvous servers (RFC 8005);
    /// whole.</summary>
    HostIdentity,

    /// <summary>UNSPEC's octets in the form of the old btoa program, as BIND has it; to the end.</summary>
    Btoa,
}
