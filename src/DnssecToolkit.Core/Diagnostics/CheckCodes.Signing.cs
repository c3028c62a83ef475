namespace DnssecToolkit.Diagnostics;

/// <content>What the signer refuses to do, or remarks on.</content>
public static partial class CheckCodes
{
    /// <summary>The chosen serial would not be taken by secondaries.</summary>
    public static readonly CheckCode SerialBackwards = new(
        "SERIAL-BACKWARDS", Severity.Fault, "RFC 1982 §3.2", "the new serial is ahead of the published one");

    /// <summary>The zone changed under an unchanged serial.</summary>
    public static readonly CheckCode SerialKept = new(
        "SERIAL-KEPT", Severity.Fault, "RFC 1035 §3.3.13", "a changed zone has a new serial");

    /// <summary>No key signs what must be signed.</summary>
    public static readonly CheckCode SigningKeyMissing = new(
        "SIGNING-KEY-MISSING", Severity.Fault, "RFC 4035 §2.2",
        "each algorithm has keys for the key set and for zone data");

    /// <summary>The ZSK that signed a zone has gone, and a KSK would take its place.</summary>
    public static readonly CheckCode SigningZskLost = new(
        "SIGNING-ZSK-LOST", Severity.Fault, "RFC 7583 §3.2.1",
        "a ZSK stays in the key set until its signatures have left the caches");

    /// <summary>A KSK signs a whole zone because its ZSK signs no longer.</summary>
    public static readonly CheckCode SigningKskAsCsk = new(
        "SIGNING-KSK-AS-CSK", Severity.Warning, "RFC 6781 §3.1",
        "a KSK signs the key set alone where the zone had a ZSK");

    /// <summary>A key of a SHA-1 algorithm signs because the operator insisted.</summary>
    public static readonly CheckCode SigningWithSha1 = new(
        "SIGNING-WITH-SHA1", Severity.Warning, "RFC 9905", "no zone is signed with SHA-1");

    /// <summary>A token is too slow, or the budget too small, for all signatures to be made again in
    /// time.</summary>
    public static readonly CheckCode SigningRateLow = new(
        "SIGNING-RATE-LOW", Severity.Warning, "RFC 6781 §4.4.2.2",
        "signatures are made again before they expire");

    /// <summary>What a run has to sign takes longer than its budget.</summary>
    public static readonly CheckCode SigningBudgetShort = new(
        "SIGNING-BUDGET-SHORT", Severity.Warning, "RFC 6781 §4.4.2.2",
        "what cannot wait is signed within the time of a run");

    /// <summary>A DNSKEY of the input is not one of ours and was left out.</summary>
    public static readonly CheckCode ForeignDnskeyRemoved = new(
        "FOREIGN-DNSKEY-REMOVED", Severity.Warning, "RFC 8901 §2",
        "DNSKEYs of the input are ours, or kept on purpose");

    /// <summary>A wildcard has NS records.</summary>
    public static readonly CheckCode SigningWildcardDelegated = new(
        "SIGNING-WILDCARD-DELEGATED", Severity.Fault, "RFC 4592 §4.2", "no wildcard is delegated");

    /// <summary>A name has DS records and no NS records.</summary>
    public static readonly CheckCode SigningDsWithoutDelegation = new(
        "SIGNING-DS-WITHOUT-DELEGATION", Severity.Fault, "RFC 4035 §2.4", "a DS stands at a delegation");

    /// <summary>The file read back is not what was written.</summary>
    public static readonly CheckCode SigningRecordsLost = new(
        "SIGNING-RECORDS-LOST", Severity.Fault, "RFC 8976 §1.1",
        "the file read back has as many records as were written");

    /// <summary>One DS of a set fits no key of the child.</summary>
    public static readonly CheckCode ChildDsUnmatched = new(
        "CHILD-DS-UNMATCHED", Severity.Warning, "RFC 6840 §5.11", "each DS matches a DNSKEY of the child");

    /// <summary>A DS set does not fit the child's keys.</summary>
    public static readonly CheckCode ChildDsMismatch = new(
        "CHILD-DS-MISMATCH", Severity.Fault, "RFC 4035 §5.2",
        "each child's DS matches a DNSKEY of the child");

    /// <summary>A DS set is for a name that is not delegated.</summary>
    public static readonly CheckCode ChildDsWithoutDelegation = new(
        "CHILD-DS-WITHOUT-DELEGATION", Severity.Warning, "RFC 4035 §2.4", "a DS stands at a delegation");
}
