namespace DnssecToolkit.Diagnostics;

/// <content>The controls that a request passes before KSKs sign it; the names and numbers are those of IANA's
/// tool.</content>
public static partial class CheckCodes
{
    private const string Dps = "IANA KSK DPS §";

    /// <summary>Another zone.</summary>
    public static readonly CheckCode KsrDomain = new(
        "KSR-DOMAIN", Severity.Fault, Dps + "5.1.4", "a request must be for a zone that the KSKs are for");

    /// <summary>A request that was signed before.</summary>
    public static readonly CheckCode KsrId = new("KSR-ID", Severity.Fault, Dps
        + "6.7", "a request must not have the previous one's name");

    /// <summary>A request with a lower number.</summary>
    public static readonly CheckCode KsrSerial = new(
        "KSR-SERIAL", Severity.Warning, "ksr.rnc (2010)",
        "the number of a request of one name should not fall");

    /// <summary>Two bundles of one name.</summary>
    public static readonly CheckCode KsrBundleUnique = new(
        "KSR-BUNDLE-UNIQUE", Severity.Fault, Dps
            + "6.6", "each bundle must have a name that no other has, nor the previous response's");

    /// <summary>One identifier for two keys.</summary>
    public static readonly CheckCode KsrBundleKeys1 = new(
        "KSR-BUNDLE-KEYS-1", Severity.Fault, Dps
            + "6.6", "an identifier, and a tag within a bundle, must be one key's alone");

    /// <summary>Flags that are not a ZSK's.</summary>
    public static readonly CheckCode KsrBundleKeys2 = new(
        "KSR-BUNDLE-KEYS-2", Severity.Fault, "RFC 4034 §2.1",
        "the keys of a request must be ZSKs: flags 256, protocol 3");

    /// <summary>A wrong tag.</summary>
    public static readonly CheckCode KsrBundleKeys3 = new(
        "KSR-BUNDLE-KEYS-3", Severity.Fault, "RFC 4034 Appendix B",
        "the tag written for a key must be the key's");

    /// <summary>No proof that the private half is there.</summary>
    public static readonly CheckCode KsrBundlePop = new(
        "KSR-BUNDLE-POP", Severity.Fault, Dps + "6.7", "every ZSK of a bundle must have signed it");

    /// <summary>Too many or too few bundles.</summary>
    public static readonly CheckCode KsrBundleCount = new(
        "KSR-BUNDLE-COUNT", Severity.Fault, Dps + "6.6", "a request must have as many bundles as agreed");

    /// <summary>A cycle of another length.</summary>
    public static readonly CheckCode KsrBundleCycleDuration1 = new(
        "KSR-BUNDLE-CYCLE-DURATION-1", Severity.Fault, Dps
            + "6.6", "first and last inception must lie as far apart as agreed");

    /// <summary>Slots of another length.</summary>
    public static readonly CheckCode KsrBundleCycleDuration2 = new(
        "KSR-BUNDLE-CYCLE-DURATION-2", Severity.Fault, Dps
            + "6.6", "inceptions in a row must lie as far apart as agreed");

    /// <summary>A list of key counts that does not fit.</summary>
    public static readonly CheckCode KsrPolicyKeys4 = new(
        "KSR-POLICY-KEYS-4", Severity.Fault, Dps
            + "6.6", "there must be a bundle for each number in the agreed list of key counts");

    /// <summary>A bundle with too many or too few keys.</summary>
    public static readonly CheckCode KsrPolicyKeys5 = new(
        "KSR-POLICY-KEYS-5", Severity.Fault, Dps + "6.6", "each bundle must have as many keys as agreed");

    /// <summary>Too many or too few keys in all.</summary>
    public static readonly CheckCode KsrPolicyKeys6 = new(
        "KSR-POLICY-KEYS-6", Severity.Fault, Dps
            + "6.6", "a request must have as many different keys as agreed");

    /// <summary>Another TTL.</summary>
    public static readonly CheckCode KsrPolicyKeys7 = new(
        "KSR-POLICY-KEYS-7", Severity.Fault, Dps + "6.9", "all keys must have one TTL, the agreed one");

    /// <summary>A deprecated algorithm.</summary>
    public static readonly CheckCode KsrPolicyAlg1 = new(
        "KSR-POLICY-ALG-1", Severity.Fault, "RFC 9904",
        "no algorithm may be one that must not be used to sign");

    /// <summary>An unknown algorithm.</summary>
    public static readonly CheckCode KsrPolicyAlg2 = new(
        "KSR-POLICY-ALG-2", Severity.Fault, Dps
            + "6.1", "each algorithm must be one that can be computed with");

    /// <summary>An algorithm that was not agreed.</summary>
    public static readonly CheckCode KsrPolicyAlg3 = new(
        "KSR-POLICY-ALG-3", Severity.Fault, Dps + "6.1", "each algorithm must be an agreed one");

    /// <summary>A size of RSA that was not agreed.</summary>
    public static readonly CheckCode KsrPolicyAlg4 = new("KSR-POLICY-ALG-4", Severity.Fault, Dps
        + "6.1", "RSA's size must be an agreed one");

    /// <summary>An exponent of RSA that was not agreed.</summary>
    public static readonly CheckCode KsrPolicyAlg5 = new("KSR-POLICY-ALG-5", Severity.Fault, Dps
        + "6.1", "RSA's exponent must be an agreed one");

    /// <summary>A key that the request's own policy does not have.</summary>
    public static readonly CheckCode KsrPolicyAlg6 = new(
        "KSR-POLICY-ALG-6", Severity.Fault, Dps
            + "6.1", "each key must be of an algorithm, size and exponent that the request's policy claims");

    /// <summary>Bundles that do not overlap enough, or too much.</summary>
    public static readonly CheckCode KsrPolicySigOverlap = new(
        "KSR-POLICY-SIG-OVERLAP", Severity.Fault, Dps
            + "6.6", "bundles in a row must overlap as claimed and as agreed");

    /// <summary>Signatures of another length.</summary>
    public static readonly CheckCode KsrPolicySigValidity = new(
        "KSR-POLICY-SIG-VALIDITY", Severity.Fault, Dps
            + "5.1.4", "signatures must be valid for as long as claimed and as agreed");

    /// <summary>Signatures too far in the future, or in the past.</summary>
    public static readonly CheckCode KsrPolicySigHorizon = new(
        "KSR-POLICY-SIG-HORIZON", Severity.Fault, Dps
            + "5.1.4", "signatures must expire after now, and within the horizon");

    /// <summary>A previous response that is not ours.</summary>
    public static readonly CheckCode KsrChain1 = new(
        "KSR-CHAIN-1", Severity.Fault, Dps
            + "1.3.5", "the previous response must be signed by our KSKs in every bundle");

    /// <summary>Keys that the previous response did not have.</summary>
    public static readonly CheckCode KsrChain2 = new(
        "KSR-CHAIN-2", Severity.Fault, Dps
            + "6.7", "the first bundle's keys must stand in the previous response's bundle before it");

    /// <summary>A request that was made before the previous response.</summary>
    public static readonly CheckCode KsrChainOrder = new(
        "KSR-CHAIN-ORDER", Severity.Fault, "docs/request-formats.md",
        "a request must begin after the previous response begins");

    /// <summary>A gap behind the previous response, or too much overlap.</summary>
    public static readonly CheckCode KsrChainOverlap = new(
        "KSR-CHAIN-OVERLAP", Severity.Fault, Dps
            + "6.6", "the first bundle must overlap the previous response's last one as agreed");

    /// <summary>A wish for certain KSKs.</summary>
    public static readonly CheckCode KsrSigner = new(
        "KSR-SIGNER", Severity.Warning, "ksr.rnc (2010)",
        "who signs is for the side of the KSKs to say: a request's wish is not followed");

    /// <summary>A KSK that is to sign outside of its own times.</summary>
    public static readonly CheckCode KsrPolicyKskTimes = new(
        "KSR-POLICY-KSK-TIMES", Severity.Fault, "docs/request-formats.md",
        "who is named to sign must be active by its row or its key file");

    /// <summary>A KSK that signs before it was published.</summary>
    public static readonly CheckCode KsrPolicySafety1 = new(
        "KSR-POLICY-SAFETY-1", Severity.Fault, Dps
            + "6.6", "who signs a bundle must have been published in the one before");

    /// <summary>A KSK that signs too soon after it was published.</summary>
    public static readonly CheckCode KsrPolicySafety2 = new(
        "KSR-POLICY-SAFETY-2", Severity.Fault, Dps
            + "6.6", "who signs a bundle must have been published for PublishSafety");

    /// <summary>A KSK that is gone when it no longer signs.</summary>
    public static readonly CheckCode KsrPolicySafety3 = new(
        "KSR-POLICY-SAFETY-3", Severity.Fault, Dps
            + "6.6", "who signed a bundle must be published in the next");

    /// <summary>A KSK that goes too soon after it signed.</summary>
    public static readonly CheckCode KsrPolicySafety4 = new(
        "KSR-POLICY-SAFETY-4", Severity.Fault, Dps
            + "6.6", "who signed a bundle must stay published for RetireSafety");
}
