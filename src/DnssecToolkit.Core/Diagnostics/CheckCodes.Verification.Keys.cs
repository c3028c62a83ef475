namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of the DNSKEY RRset and who signs it.</content>
public static partial class CheckCodes
{
    /// <summary>A zone with DNSSEC records but no DNSKEY.</summary>
    public static readonly CheckCode DnskeyMissing = new(
        "DNSKEY-MISSING", Severity.Fault, "RFC 4035 §2.1", "a signed zone has DNSKEYs at its apex");

    /// <summary>A DNSKEY that cannot be used.</summary>
    public static readonly CheckCode DnskeyMalformed = new(
        "DNSKEY-MALFORMED", Severity.Fault, "RFC 4034 §2.1",
        "every DNSKEY is whole, its key of the size and form its algorithm asks for");

    /// <summary>A DNSKEY with another protocol.</summary>
    public static readonly CheckCode DnskeyProtocol = new(
        "DNSKEY-PROTOCOL", Severity.Fault, "RFC 4034 §2.1.2", "the protocol field is 3");

    /// <summary>A DNSKEY that may not sign zones.</summary>
    public static readonly CheckCode DnskeyNotZoneKey = new(
        "DNSKEY-NOT-ZONE-KEY", Severity.Warning, "RFC 4034 §2.1.1", "every DNSKEY has the zone key flag");

    /// <summary>No key-signing key vouches for the DNSKEY RRset.</summary>
    public static readonly CheckCode DnskeyUnsignedByKsk = new(
        "DNSKEY-UNSIGNED-BY-KSK", Severity.Fault, "RFC 6840 §6.2",
        "of each algorithm with SEP keys, one of them signs the DNSKEY RRset");

    /// <summary>A revoked key that does not sign.</summary>
    public static readonly CheckCode DnskeyRevokedNotSelfSigned = new(
        "DNSKEY-REVOKED-NOT-SELF-SIGNED", Severity.Fault, "RFC 5011 §2.1",
        "a revoked key signs the DNSKEY RRset");

    /// <summary>Two keys of one tag and algorithm.</summary>
    public static readonly CheckCode DnskeyTagCollision = new(
        "DNSKEY-TAG-COLLISION", Severity.Warning, "RFC 4034 App. B", "no two keys share tag and algorithm");

    /// <summary>None of the DS or keys given leads into the zone.</summary>
    public static readonly CheckCode DnskeyNotTrusted = new(
        "DNSKEY-NOT-TRUSTED", Severity.Fault, "RFC 4035 §5.2",
        "a trust anchor leads to a key that signs the DNSKEY RRset");

    /// <summary>DNSSEC records in an unsigned zone.</summary>
    public static readonly CheckCode DnssecUnexpected = new(
        "DNSSEC-UNEXPECTED", Severity.Fault, "RFC 4035 §2",
        "a zone said to be unsigned has no DNSSEC records");

    /// <summary>A zone without any DNSSEC record where a signed one was expected.</summary>
    public static readonly CheckCode DnssecAbsent = new(
        "DNSSEC-ABSENT", Severity.Fault, "RFC 4035 §2", "a zone said to be signed is signed");

    /// <summary>None of the DS that the parent is to publish (--next-ds) is of a key that signs the DNSKEY
    /// RRset.</summary>
    public static readonly CheckCode DnskeyNextNotTrusted = new(
        "DNSKEY-NEXT-NOT-TRUSTED", Severity.Fault, "RFC 6781 §4.1.2",
        "a DS to come is of a key that signs the DNSKEY RRset already");

    /// <summary>A DS or trust anchor of an algorithm of which the zone has no key that may sign.</summary>
    public static readonly CheckCode DnskeyDsAlgorithm = new(
        "DNSKEY-DS-ALGORITHM", Severity.Warning, "RFC 6840 §5.11",
        "the zone is signed with each algorithm of its DS");

    /// <summary>An RSA key of another public exponent.</summary>
    public static readonly CheckCode DnskeyExponent = new(
        "DNSKEY-EXPONENT", Severity.Warning, "RFC 3110 §2, NIST SP 800-56B",
        "RSA keys have the public exponent 65537");

    /// <summary>No key has the SEP flag.</summary>
    public static readonly CheckCode DnskeyNoSep = new(
        "DNSKEY-NO-SEP", Severity.Note, "RFC 4034 §2.1.1, RFC 6781 §3.2.3", "some key has the SEP flag");
}
