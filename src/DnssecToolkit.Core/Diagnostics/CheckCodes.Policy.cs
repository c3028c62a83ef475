namespace DnssecToolkit.Diagnostics;

/// <content>Rollover policies.</content>
public static partial class CheckCodes
{
    /// <summary>A length that makes no sense.</summary>
    public static readonly CheckCode PolicyLength = new(
        "POLICY-LENGTH", Severity.Fault, "docs/keyindex.md",
        "delays are in seconds to days, periods a day at least, and nothing is longer than a century");

    /// <summary>Signatures that are never kept.</summary>
    public static readonly CheckCode PolicyRefresh = new(
        "POLICY-REFRESH", Severity.Fault, "RFC 6781 §4.4.2",
        "signatures must be made anew before they expire, and not at once");

    /// <summary>Signatures that expire in caches.</summary>
    public static readonly CheckCode PolicyTtlRefresh = new(
        "POLICY-TTL-REFRESH", Severity.Fault, "RFC 6781 §4.4.2.1",
        "a signature must be made anew before caches could hold it until it expires");

    /// <summary>A ZSK published too late.</summary>
    public static readonly CheckCode PolicyZskPublish = new(
        "POLICY-ZSK-PUBLISH", Severity.Fault, "RFC 7583 §3.2.1",
        "a ZSK must be published for Ipub before its start");

    /// <summary>A ZSK removed too early.</summary>
    public static readonly CheckCode PolicyZskRetire = new(
        "POLICY-ZSK-RETIRE", Severity.Fault, "RFC 7583 §3.2.1",
        "a ZSK must sign until the next one does, and stay for Iret after that");

    /// <summary>KSKs that do not overlap for long enough.</summary>
    public static readonly CheckCode PolicyKskOverlap = new(
        "POLICY-KSK-OVERLAP", Severity.Fault, "RFC 7583 §3.3.1",
        "two KSKs must overlap for as long as the parent's DS takes to change");

    /// <summary>What is allowed and seldom meant.</summary>
    public static readonly CheckCode PolicyUnusual = new(
        "POLICY-UNUSUAL", Severity.Warning, "docs/keyindex.md",
        "a policy should keep to the proportions that registries have found to work");

    /// <summary>A move of keys that another host has.</summary>
    public static readonly CheckCode MoveElsewhere = new(
        "MOVE-ELSEWHERE", Severity.Fault, "docs/guide/rollovers.md",
        "keys must be made on the host that has their kind");

    /// <summary>A move that imported responses contradict.</summary>
    public static readonly CheckCode MoveAnswered = new(
        "MOVE-ANSWERED", Severity.Fault, "docs/guide/offline-ksk.md",
        "a move must not contradict bundles that are signed already");

    /// <summary>A move that has nothing to move.</summary>
    public static readonly CheckCode MoveImpossible = new(
        "MOVE-IMPOSSIBLE", Severity.Fault, "docs/guide/rollovers.md",
        "a move must find the keys that it is about");

    /// <summary>A schedule that breaks validation.</summary>
    public static readonly CheckCode RehearsalBreaks = new(
        "REHEARSAL-BREAKS", Severity.Fault, "RFC 7583 §3",
        "every resolver must validate at every moment, whatever its cache holds");
}
