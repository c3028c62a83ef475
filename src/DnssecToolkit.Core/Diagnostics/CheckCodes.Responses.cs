namespace DnssecToolkit.Diagnostics;

/// <content>What a response must be before it is used.</content>
public static partial class CheckCodes
{
    /// <summary>A signature that does not verify.</summary>
    public static readonly CheckCode SkrVerify = new(
        "SKR-VERIFY", Severity.Fault, "IANA KSK DPS §6.8",
        "every bundle must be signed by a trusted KSK, and every signature must verify");

    /// <summary>CDS or CDNSKEY that name other keys.</summary>
    public static readonly CheckCode SkrParent = new(
        "SKR-PARENT", Severity.Fault, "RFC 7344 §4.1",
        "CDS and CDNSKEY must name KSKs that are known here or in the bundle, or ask for removal alone");

    /// <summary>Signatures that do not cover their slot.</summary>
    public static readonly CheckCode SkrCoverage = new(
        "SKR-COVERAGE", Severity.Fault, "RFC 4035 §5.3.1",
        "signatures must be valid from the bundle's inception until the next bundle's");

    /// <summary>A response to something else.</summary>
    public static readonly CheckCode SkrRequest = new(
        "SKR-REQUEST", Severity.Fault, "IANA KSK DPS §6.8",
        "a response must have the bundles and ZSKs of its request, and only KSKs besides");

    /// <summary>Algorithms of KSKs and ZSKs that differ.</summary>
    public static readonly CheckCode SkrAlgorithms = new(
        "SKR-ALGORITHMS", Severity.Fault, "RFC 4035 §2.2",
        "the KSKs that sign a bundle must be of the algorithms of all its keys");

    /// <summary>Different TTLs.</summary>
    public static readonly CheckCode SkrTtl = new("SKR-TTL", Severity.Fault, "RFC 2181 §5.2",
        "all keys of a bundle must have one TTL");

    /// <summary>Time between two responses that none covers.</summary>
    public static readonly CheckCode SkrChain = new(
        "SKR-CHAIN", Severity.Fault, "IANA KSK DPS §6.6",
        "a response must begin before the previous one's signatures end, with a KSK that it had");

    /// <summary>No bundle for the present.</summary>
    public static readonly CheckCode SkrAbsent = new(
        "SKR-ABSENT", Severity.Fault, "RFC 4035 §2.2",
        "there must be a bundle whose signatures are valid now");

    /// <summary>Few days left.</summary>
    public static readonly CheckCode SkrRunway = new(
        "SKR-RUNWAY", Severity.Warning, "docs/guide/offline-ksk.md",
        "the next response should be there before the last weeks of this one");

    /// <summary>A key that would sign without being published.</summary>
    public static readonly CheckCode SkrKeyOutside = new(
        "SKR-KEY-OUTSIDE", Severity.Warning, "RFC 4035 §2.2",
        "a key that is due to sign should stand in the signed DNSKEY RRset");

    /// <summary>A key that responses answered otherwise than the keyindex says.</summary>
    public static readonly CheckCode SkrAnswered = new(
        "SKR-ANSWERED", Severity.Warning, "docs/guide/offline-ksk.md",
        "a key that is published by the keyindex should be in the responses for then");

    /// <summary>A request without the key that signs until it begins.</summary>
    public static readonly CheckCode SkrLeaves = new(
        "SKR-LEAVES", Severity.Fault, "RFC 7583 §3.2.1",
        "the key that signs when a request begins must stay until its signatures have left the caches");

    /// <summary>Bundles whose place others take.</summary>
    public static readonly CheckCode SkrReplaced = new(
        "SKR-REPLACED", Severity.Note, "docs/guide/offline-ksk.md",
        "bundles that begin where signed ones go on take their place");

    /// <summary>A bad key that responses go on to publish.</summary>
    public static readonly CheckCode SkrEmergency = new(
        "SKR-EMERGENCY", Severity.Fault, "docs/guide/offline-ksk.md",
        "what an emergency changes must be in the imported responses, too");

    /// <summary>The other side's keyindex rows changed.</summary>
    public static readonly CheckCode BundleDrift = new(
        "BUNDLE-DRIFT", Severity.Fault, "docs/request-formats.md",
        "both sides must have the same rows of the keyindex");

    /// <summary>A file that is not the one its manifest names.</summary>
    public static readonly CheckCode BundleDigest = new(
        "BUNDLE-DIGEST", Severity.Fault, "docs/request-formats.md",
        "a file must have the digest that its manifest has");

    /// <summary>A file that was made after another response, or for another request.</summary>
    public static readonly CheckCode BundlePrevious = new(
        "BUNDLE-PREVIOUS", Severity.Fault, "docs/request-formats.md",
        "a file must follow the response, and answer the request, that its manifest names");

    /// <summary>A request for a sealed response that is not the request with one key more.</summary>
    public static readonly CheckCode SealedRequest = new(
        "SEALED-REQUEST", Severity.Fault, "docs/guide/offline-ksk.md",
        "a request for a sealed response must have the request's bundles, with the same standby ZSKs in each");

    /// <summary>A sealed response that cannot be put to use.</summary>
    public static readonly CheckCode SealedUnknown = new(
        "SEALED-UNKNOWN", Severity.Fault, "docs/guide/offline-ksk.md",
        "a sealed response must be one that an imported response names");

    /// <summary>A file that the ceremony's transcript does not name.</summary>
    public static readonly CheckCode CeremonyFile = new(
        "CEREMONY-FILE", Severity.Fault, "docs/guide/offline-ksk.md",
        "a file that is said to come from a ceremony must be in its transcript");
}
