namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of sizes: what servers load, and what messages hold.</content>
public static partial class CheckCodes
{
    /// <summary>An RRset with more than 100 records.</summary>
    public static readonly CheckCode ZoneRRsetCount = new(
        "ZONE-RRSET-COUNT", Severity.Warning, "BIND 9 ARM, max-records-per-type", "an RRset has 100 records at most");

    /// <summary>A name with records of more than 100 types.</summary>
    public static readonly CheckCode ZoneTypeCount = new(
        "ZONE-TYPE-COUNT", Severity.Warning, "BIND 9 ARM, max-types-per-name",
        "a name has records of 100 types at most");

    /// <summary>An RRset that takes more than 65,535 octets in an answer, its signatures not counted.</summary>
    public static readonly CheckCode ZoneRRsetSize = new(
        "ZONE-RRSET-SIZE", Severity.Fault, "RFC 1035 §4.2.2", "an RRset fits into a message");
}
