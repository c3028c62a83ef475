namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of sizes: what servers load, and what messages hold.</content>
public static partial class CheckCodes
{
    /// <summary>An RRset with more than 100 records.</summary>
    public static readonly CheckCode ZoneRRsetCount = new(
        "ZONE-RRSET-COUNT", Severity.Warning, "BIND 9 ARM, max-records-per-type",
        "an RRset has 100 records at most");

    /// <summary>A name with records of more than 100 types.</summary>
    public static readonly CheckCode ZoneTypeCount = new(
        "ZONE-TYPE-COUNT", Severity.Warning, "BIND 9 ARM, max-types-per-name",
        "a name has records of 100 types at most");

    /// <summary>An RRset that takes more than 65,535 octets in an answer, its signatures not
    /// counted.</summary>
    public static readonly CheckCode ZoneRRsetSize = new(
        "ZONE-RRSET-SIZE", Severity.Fault, "RFC 1035 §4.2.2", "an RRset fits into a message");

    /// <summary>A DNSKEY RRset that takes more than 512, 1232 or 4096 octets with its signatures.</summary>
    public static readonly CheckCode AnswerSizeDnskey = new(
        "ANSWER-SIZE-DNSKEY", Severity.Note, "RFC 6891 §6.2.5, RFC 9715",
        "the DNSKEY RRset with its signatures fits into 512 octets");

    /// <summary>Two NSEC, or three NSEC3, with their signatures and the SOA that take more than 512, 1232 or
    /// 4096 octets.</summary>
    public static readonly CheckCode AnswerSizeNxdomain = new(
        "ANSWER-SIZE-NXDOMAIN", Severity.Note, "RFC 6891 §6.2.5, RFC 9715",
        "the proof that a name does not exist fits into 512 octets");

    /// <summary>NSEC or NSEC3 with their signatures and the SOA that take more than 512, 1232 or 4096
    /// octets.</summary>
    public static readonly CheckCode AnswerSizeNodata = new(
        "ANSWER-SIZE-NODATA", Severity.Note, "RFC 6891 §6.2.5, RFC 9715",
        "the proof that a type does not exist fits into 512 octets");

    /// <summary>A delegation whose NS, DS or proof, signatures and glue take more than 512, 1232 or 4096
    /// octets.</summary>
    public static readonly CheckCode AnswerSizeReferral = new(
        "ANSWER-SIZE-REFERRAL", Severity.Note, "RFC 6891 §6.2.5, RFC 9715",
        "a referral fits into 512 octets");
}
