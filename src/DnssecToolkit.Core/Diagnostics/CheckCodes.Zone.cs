namespace DnssecToolkit.Diagnostics;

/// <content>What the records of a zone must be to each other, as far as putting them in order shows
/// it.</content>
public static partial class CheckCodes
{
    /// <summary>A record that is there twice.</summary>
    public static readonly CheckCode ZoneDuplicateRecord = new(
        "ZONE-DUPLICATE-RECORD", Severity.Note, "RFC 2181 §5", "no record is there twice");

    /// <summary>Records of one RRset with different TTLs.</summary>
    public static readonly CheckCode ZoneTtlMismatch = new(
        "ZONE-TTL-MISMATCH", Severity.Warning, "RFC 2181 §5.2", "the records of an RRset share one TTL");

    /// <summary>A name that is not in the zone.</summary>
    public static readonly CheckCode ZoneOutOfZone = new(
        "ZONE-OUT-OF-ZONE", Severity.Warning, "RFC 1035 §5.2", "every owner is at the apex or below it");

    /// <summary>A SOA below the apex.</summary>
    public static readonly CheckCode ZoneSoaNotAtApex = new(
        "ZONE-SOA-NOT-AT-APEX", Severity.Fault, "RFC 1035 §5.2", "the SOA stands at the apex");

    /// <summary>More than one SOA.</summary>
    public static readonly CheckCode ZoneSoaMultiple = new(
        "ZONE-SOA-MULTIPLE", Severity.Fault, "RFC 1035 §5.2", "a zone has one SOA");

    /// <summary>No NS at the apex.</summary>
    public static readonly CheckCode ZoneNsMissing = new(
        "ZONE-NS-MISSING", Severity.Fault, "RFC 1034 §4.2.1", "the apex has name servers");

    /// <summary>A CNAME beside other data.</summary>
    public static readonly CheckCode ZoneCnameAndOtherData = new(
        "ZONE-CNAME-AND-OTHER-DATA", Severity.Fault, "RFC 2181 §10.1",
        "beside a CNAME there is no other data");

    /// <summary>More than one CNAME at a name.</summary>
    public static readonly CheckCode ZoneCnameMultiple = new(
        "ZONE-CNAME-MULTIPLE", Severity.Fault, "RFC 2181 §10.1", "an alias has one canonical name");

    /// <summary>More than one DNAME at a name.</summary>
    public static readonly CheckCode ZoneDnameMultiple = new(
        "ZONE-DNAME-MULTIPLE", Severity.Fault, "RFC 6672 §2.4", "a name has one DNAME");

    /// <summary>A DNAME at a zone cut.</summary>
    public static readonly CheckCode ZoneDnameAtDelegation = new(
        "ZONE-DNAME-AT-DELEGATION", Severity.Fault, "RFC 6672 §2.3", "a DNAME does not stand at a zone cut");
}
