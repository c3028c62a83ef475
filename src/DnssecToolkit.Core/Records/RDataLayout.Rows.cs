using static DnssecToolkit.Records.RDataFieldKind;
using static DnssecToolkit.Records.RRTypeTraits;

namespace DnssecToolkit.Records;

/// <content>The rows: every type that BIND 9.20 reads, in the order of the numbers.</content>
public sealed partial class RDataLayout
{
    private static RDataLayout[] BuildRows() =>
    [
        Row(RRType.A, InternetOnly, (IPv4, "address")),
        Row(RRType.NS, None, (FoldedName, "name server")),
        Row(RRType.MD, None, (FoldedName, "mail agent")),
        Row(RRType.MF, None, (FoldedName, "mail agent")),
        Row(RRType.CNAME, Singleton, (FoldedName, "canonical name")),
        Row(RRType.SOA, Singleton, (FoldedName, "primary name server"), (FoldedName, "responsible mailbox"),
            (Number32, "serial"), (Period, "refresh"), (Period, "retry"), (Period, "expire"),
            (Period, "minimum")),
        Row(RRType.MB, None, (FoldedName, "mailbox host")),
        Row(RRType.MG, None, (FoldedName, "group member")),
        Row(RRType.MR, None, (FoldedName, "new mailbox")),
        Row(RRType.NULL, None, (Opaque, "data")),
        Row(RRType.WKS, InternetOnly, (IPv4, "address"), (WellKnownServices, "services")),
        Row(RRType.PTR, None, (FoldedName, "name")),
        Row(RRType.HINFO, None, (CharacterString, "cpu"), (CharacterString, "operating system")),
        Row(RRType.MINFO, None, (FoldedName, "responsible mailbox"), (FoldedName, "error mailbox")),
        Row(RRType.MX, None, (Number16, "preference"), (FoldedName, "exchange")),
        Row(RRType.TXT, None, (CharacterStrings, "text")),
        Row(RRType.RP, None, (FoldedName, "mailbox"), (FoldedName, "text name")),
        Row(RRType.AFSDB, None, (Number16, "subtype"), (FoldedName, "host")),
        Row(RRType.X25, None, (DigitString, "PSDN address")),
        Row(RRType.ISDN, None, (CharacterString, "ISDN address"), (OptionalCharacterString, "sub-address")),
        Row(RRType.RT, None, (Number16, "preference"), (FoldedName, "intermediate host")),
        Row(RRType.NSAP, InternetOnly, (Nsap, "NSAP address")),
        // RFC 4034 §6.2 does not list it; BIND lower-cases it all the same when it signs.
        Row(RRType.NSAP_PTR, InternetOnly, (Name, "name")),
        Row(RRType.SIG, None, SignatureFields),
        Row(RRType.KEY, None, (KeyFlags, "flags"), (KeyProtocol, "protocol"), (Algorithm, "algorithm"),
            (PublicKeyRest, "public key")),
        Row(RRType.PX, InternetOnly, (Number16, "preference"), (FoldedName, "RFC 822 name"),
            (FoldedName, "X.400 name")),
        Row(RRType.GPOS, None, (DecimalString, "longitude"), (DecimalString, "latitude"),
            (DecimalString, "altitude")),
        Row(RRType.AAAA, InternetOnly, (IPv6, "address")),
        Row(RRType.LOC, None, (Location, "location")),
        Row(RRType.NXT, Singleton, (FoldedName, "next domain name"), (NxtBitmap, "type bit map")),
        Row(RRType.EID, InternetOnly, (HexRest, "endpoint identifier")),
        Row(RRType.NIMLOC, InternetOnly, (HexRest, "locator")),
        Row(RRType.SRV, InternetOnly, (Number16, "priority"), (Number16, "weight"), (Number16, "port"),
            (FoldedName, "target")),
        Row(RRType.ATMA, InternetOnly, (AtmAddress, "ATM address")),
        Row(RRType.NAPTR, None, (Number16, "order"), (Number16, "preference"), (CharacterString, "flags"),
            (CharacterString, "services"), (Regexp, "regexp"), (FoldedName, "replacement")),
        Row(RRType.KX, InternetOnly, (Number16, "preference"), (FoldedName, "exchanger")),
        Row(RRType.CERT, None, (CertificateType, "certificate type"), (Number16, "key tag"),
            (AlgorithmMnemonic, "algorithm"), (NonEmptyBase64Rest, "certificate")),
        Row(RRType.A6, InternetOnly, (A6Address, "address")),
        Row(RRType.DNAME, Singleton, (FoldedName, "target")),
        Row(RRType.SINK, None, (Number8, "meaning"), (Number8, "coding"), (Number8, "subcoding"),
            (Base64Rest, "data")),
        Row(RRType.OPT, Meta, (Opaque, "options")),
        Row(RRType.APL, InternetOnly, (AddressPrefixes, "address prefixes")),
        Row(RRType.DS, None, DelegationSignerFields),
        Row(RRType.SSHFP, None, (Number8, "algorithm"), (Number8, "fingerprint type"),
            (HexRest, "fingerprint")),
        Row(RRType.IPSECKEY, None, (IpsecKey, "IPsec key")),
        Row(RRType.RRSIG, None, SignatureFields),
        // RFC 6840 §5.1: the next domain name keeps its case in canonical form.
        Row(RRType.NSEC, Singleton, (Name, "next domain name"), (TypeBitmaps, "type bit maps")),
        Row(RRType.DNSKEY, None, (KeyFlags, "flags"), (KeyProtocol, "protocol"), (Algorithm, "algorithm"),
            (PublicKeyRest, "public key")),
        Row(RRType.DHCID, InternetOnly, (NonEmptyBase64Rest, "digest")),
        Row(RRType.NSEC3, None, (HashAlgorithm, "hash algorithm"), (Number8, "flags"),
            (Number16, "iterations"),
            (Salt, "salt"), (HashedOwner, "next hashed owner name"), (TypeBitmaps, "type bit maps")),
        Row(RRType.NSEC3PARAM, None, (HashAlgorithm, "hash algorithm"), (Number8, "flags"),
            (Number16, "iterations"),
            (Salt, "salt")),
        Row(RRType.TLSA, None, CertificateAssociationFields),
        Row(RRType.SMIMEA, None, CertificateAssociationFields),
        Row(RRType.HIP, None, (HostIdentity, "host identity")),
        Row(RRType.NINFO, None, (CharacterStrings, "text")),
        Row(RRType.RKEY, None, (KeyFlags, "flags"), (KeyProtocol, "protocol"), (Algorithm, "algorithm"),
            (PublicKeyRest, "public key")),
        Row(RRType.TALINK, None, (Name, "previous name"), (Name, "next name")),
        Row(RRType.CDS, None, DelegationSignerFields),
        Row(RRType.CDNSKEY, None, (KeyFlags, "flags"), (KeyProtocol, "protocol"), (Algorithm, "algorithm"),
            (PublicKeyRest, "public key")),
        Row(RRType.OPENPGPKEY, None, (NonEmptyBase64Rest, "public key")),
        Row(RRType.CSYNC, None, (Number32, "serial"), (Number16, "flags"), (TypeBitmaps, "type bit maps")),
        Row(RRType.ZONEMD, None, (Number32, "serial"), (Number8, "scheme"), (Number8, "hash algorithm"),
            (ZoneDigest, "digest")),
        Row(RRType.SVCB, InternetOnly, ServiceBindingFields),
        Row(RRType.HTTPS, InternetOnly, ServiceBindingFields),
        Row(RRType.DSYNC, None, (TypeMnemonic, "type"), (DsyncScheme, "scheme"), (Number16, "port"),
            (Name, "target")),
        Row(RRType.HHIT, None, (NonEmptyBase64Rest, "data")),
        Row(RRType.BRID, None, (NonEmptyBase64Rest, "data")),
        Row(RRType.SPF, None, (CharacterStrings, "text")),
        Row(RRType.UINFO, None, (Opaque, "data")),
        Row(RRType.UID, None, (Opaque, "data")),
        Row(RRType.GID, None, (Opaque, "data")),
        Row(RRType.UNSPEC, None, (Btoa, "data")),
        Row(RRType.NID, None, (Number16, "preference"), (NodeId64, "node identifier")),
        Row(RRType.L32, None, (Number16, "preference"), (IPv4, "locator")),
        Row(RRType.L64, None, (Number16, "preference"), (NodeId64, "locator")),
        Row(RRType.LP, None, (Number16, "preference"), (Name, "locator pointer")),
        Row(RRType.EUI48, None, (Eui48, "address")),
        Row(RRType.EUI64, None, (Eui64, "address")),
        Row(RRType.TKEY, Meta, (Opaque, "data")),
        Row(RRType.TSIG, Meta, (Opaque, "data")),
        Row(RRType.IXFR, Meta, (Opaque, "data")),
        Row(RRType.AXFR, Meta, (Opaque, "data")),
        Row(RRType.MAILB, Meta, (Opaque, "data")),
        Row(RRType.MAILA, Meta, (Opaque, "data")),
        Row(RRType.ANY, Meta, (Opaque, "data")),
        Row(RRType.URI, None, (Number16, "priority"), (Number16, "weight"), (QuotedRest, "target")),
        Row(RRType.CAA, None, (Number8, "flags"), (Tag, "tag"), (QuotedRest, "value")),
        Row(RRType.AVC, None, (CharacterStrings, "text")),
        Row(RRType.DOA, None, (Number32, "enterprise"), (Number32, "type"), (Number8, "location"),
            (CharacterString, "media type"), (Base64OrDashRest, "data")),
        Row(RRType.AMTRELAY, None, (AmtRelay, "relay")),
        Row(RRType.RESINFO, None, (CharacterStrings, "text")),
        Row(RRType.WALLET, None, (CharacterStrings, "text")),
        Row(RRType.TA, None, DelegationSignerFields),
        Row(RRType.DLV, None, DelegationSignerFields),
    ];

    // Properties, not fields: the rows are built by a static initialiser in another file.
    private static (RDataFieldKind Kind, string Name)[] SignatureFields =>
    [
        (TypeMnemonic, "type covered"), (Algorithm, "algorithm"), (Number8, "labels"), (Number32,
            "original TTL"),
        (SerialTime, "expiration"), (SerialTime, "inception"), (Number16, "key tag"),
        (FoldedName, "signer's name"),
        (NonEmptyBase64Rest, "signature"),
    ];

    private static (RDataFieldKind Kind, string Name)[] DelegationSignerFields =>
        [(Number16, "key tag"), (Algorithm, "algorithm"), (DigestType, "digest type"), (DsDigest, "digest")];

    private static (RDataFieldKind Kind, string Name)[] CertificateAssociationFields =>
    [
        (Number8, "certificate usage"), (Number8, "selector"), (Number8, "matching type"),
        (HexRest, "certificate association data"),
    ];

    private static (RDataFieldKind Kind, string Name)[] ServiceBindingFields =>
        [(Number16, "priority"), (Name, "target name"), (SvcParams, "parameters")];

    private static RDataLayout Row(
        RRType type, RRTypeTraits traits, params (RDataFieldKind Kind, string Name)[] fields)
    {
        string mnemonic = type == RRType.NSAP_PTR ? "NSAP-PTR" : type.ToString();
        return new RDataLayout(type, mnemonic, traits,
            [.. fields.Select(f => new RDataField(f.Kind, f.Name))]);
    }
}
