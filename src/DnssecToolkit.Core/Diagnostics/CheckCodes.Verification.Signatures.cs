namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of signatures: on exactly what must have them, by every algorithm, valid
/// at every moment asked for.</content>
public static partial class CheckCodes
{
    /// <summary>An RRset without any signature.</summary>
    public static readonly CheckCode RRsetUnsigned = new(
        "RRSET-UNSIGNED", Severity.Fault, "RFC 4035 §2.2", "every RRset that the zone speaks for is signed");

    /// <summary>An RRset that lacks the signature of one of the algorithms.</summary>
    public static readonly CheckCode RRsetAlgorithmIncomplete = new(
        "RRSET-ALGORITHM-INCOMPLETE", Severity.Fault, "RFC 4035 §2.2, RFC 6840 §5.11",
        "every RRset is signed with each algorithm in the DNSKEY RRset");

    /// <summary>An RRSIG that cannot be read.</summary>
    public static readonly CheckCode RrsigMalformed = new(
        "RRSIG-MALFORMED", Severity.Fault, "RFC 4034 §3.1", "the RDATA of an RRSIG is whole");

    /// <summary>A signature that does not verify.</summary>
    public static readonly CheckCode RrsigInvalid = new(
        "RRSIG-INVALID", Severity.Fault, "RFC 4035 §5.3.3", "every signature verifies with its key");

    /// <summary>A signature past its expiration.</summary>
    public static readonly CheckCode RrsigExpired = new(
        "RRSIG-EXPIRED", Severity.Fault, "RFC 4035 §5.3.1",
        "no signature has expired at the moments asked for");

    /// <summary>A signature before its inception.</summary>
    public static readonly CheckCode RrsigNotYetValid = new(
        "RRSIG-NOT-YET-VALID", Severity.Fault, "RFC 4035 §5.3.1",
        "every signature is valid already at the moments asked for");

    /// <summary>An expiration before the inception.</summary>
    public static readonly CheckCode RrsigTimesReversed = new(
        "RRSIG-TIMES-REVERSED", Severity.Fault, "RFC 4034 §3.1.5", "a signature expires after its inception");

    /// <summary>A signature that expires within the margin.</summary>
    public static readonly CheckCode RrsigExpiresSoon = new(
        "RRSIG-EXPIRES-SOON", Severity.Warning, "RFC 6781 §4.4.2", "every signature outlives the margin");

    /// <summary>A TTL that would outlive its signature.</summary>
    public static readonly CheckCode RrsigTtlOutlives = new(
        "RRSIG-TTL-OUTLIVES", Severity.Warning, "RFC 4035 §5.3.3, RFC 6781 §4.4.2",
        "no TTL is longer than its signature remains valid");

    /// <summary>A signer's name that is not the apex.</summary>
    public static readonly CheckCode RrsigSigner = new(
        "RRSIG-SIGNER", Severity.Fault, "RFC 4035 §5.3.1", "the signer's name is the zone's");

    /// <summary>A labels field that is not the owner's count.</summary>
    public static readonly CheckCode RrsigLabels = new(
        "RRSIG-LABELS", Severity.Fault, "RFC 4034 §3.1.3", "the labels field counts the owner's labels");

    /// <summary>An original TTL that is not the RRset's.</summary>
    public static readonly CheckCode RrsigOriginalTtl = new(
        "RRSIG-ORIGINAL-TTL", Severity.Fault, "RFC 4034 §3.1.4", "the original TTL is the RRset's");

    /// <summary>An RRSIG whose TTL is not the RRset's.</summary>
    public static readonly CheckCode RrsigTtl = new(
        "RRSIG-TTL", Severity.Fault, "RFC 4034 §3", "an RRSIG has the TTL of the RRset it covers");

    /// <summary>A signature by a key that is not published.</summary>
    public static readonly CheckCode RrsigKeyAbsent = new(
        "RRSIG-KEY-ABSENT", Severity.Fault, "RFC 4035 §5.3.1",
        "the key of every signature is in the DNSKEY RRset");

    /// <summary>A signature by a key that may not make it.</summary>
    public static readonly CheckCode RrsigKeyUnfit = new(
        "RRSIG-KEY-UNFIT", Severity.Fault, "RFC 4034 §2.1.1, RFC 5011 §2.1",
        "signatures are by zone keys that are not revoked (DNSKEY RRset apart)");

    /// <summary>A signature that this tool cannot verify.</summary>
    public static readonly CheckCode RrsigAlgorithmUnknown = new(
        "RRSIG-ALGORITHM-UNKNOWN", Severity.Warning, "RFC 4035 §5.2",
        "signatures are of algorithms that can be verified");

    /// <summary>A signature over nothing.</summary>
    public static readonly CheckCode RrsigOrphan = new(
        "RRSIG-ORPHAN", Severity.Fault, "RFC 4035 §2.2", "every signature covers an RRset that is there");

    /// <summary>A signature where there may be none.</summary>
    public static readonly CheckCode RrsigUnwanted = new(
        "RRSIG-UNWANTED", Severity.Fault, "RFC 4035 §2.2",
        "glue, NS at zone cuts and occluded names have no signature");

    /// <summary>A signature over signatures.</summary>
    public static readonly CheckCode RrsigOverRrsig = new(
        "RRSIG-OVER-RRSIG", Severity.Fault, "RFC 4035 §2.2", "RRSIGs are not signed");

    /// <summary>A second signature of a key over one RRset.</summary>
    public static readonly CheckCode RrsigDuplicate = new(
        "RRSIG-DUPLICATE", Severity.Note, "RFC 4034 §3.1", "an RRset has one signature a key");

    /// <summary>So many keys share a tag that resolvers refuse to try them all.</summary>
    public static readonly CheckCode RrsigCollisionLimit = new(
        "RRSIG-COLLISION-LIMIT", Severity.Fault, "RFC 4034 App. B", "few keys share a tag and algorithm");

    /// <summary>The two ways to verify ECDSA signatures gave different answers.</summary>
    public static readonly CheckCode RrsigBatchDisagreement = new(
        "RRSIG-BATCH-DISAGREEMENT", Severity.Warning, "docs/fast-ecdsa.md",
        "verifying many signatures together gives what the crypto library gives");

    /// <summary>An RRset with more than 16 signatures.</summary>
    public static readonly CheckCode RrsigLimit = new(
        "RRSIG-LIMIT", Severity.Fault, "RFC 4035 §5.3.3",
        "an RRset has no more signatures than resolvers try");

    /// <summary>A signature by a key that is not published yet, or no longer, as the keyindex given has
    /// it.</summary>
    public static readonly CheckCode RrsigKeyPresign = new(
        "RRSIG-KEY-PRESIGN", Severity.Note, "RFC 6781 §4.1.1, §4.1.4",
        "signatures by keys that are not published are those that the keyindex plans");
}
