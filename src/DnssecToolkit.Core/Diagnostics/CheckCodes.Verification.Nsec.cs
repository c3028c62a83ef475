namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of NSEC: one at every name, each naming the next.</content>
public static partial class CheckCodes
{
    /// <summary>No proof of what does not exist.</summary>
    public static readonly CheckCode DenialMissing = new(
        "DENIAL-MISSING", Severity.Fault, "RFC 4035 §2.3", "a signed zone has NSEC or NSEC3");

    /// <summary>NSEC and NSEC3 side by side.</summary>
    public static readonly CheckCode DenialMixed = new(
        "DENIAL-MIXED", Severity.Warning, "RFC 5155 §10.4", "a zone has either NSEC or NSEC3");

    /// <summary>A name without an NSEC.</summary>
    public static readonly CheckCode NsecMissing = new(
        "NSEC-MISSING", Severity.Fault, "RFC 4035 §2.3", "every name with data has an NSEC");

    /// <summary>More than one NSEC at a name.</summary>
    public static readonly CheckCode NsecMultiple = new(
        "NSEC-MULTIPLE", Severity.Fault, "RFC 4034 §4", "a name has one NSEC");

    /// <summary>An NSEC that cannot be read.</summary>
    public static readonly CheckCode NsecMalformed = new(
        "NSEC-MALFORMED", Severity.Fault, "RFC 4034 §4.1",
        "the RDATA of an NSEC is a name and bit maps in order");

    /// <summary>An NSEC that does not lead to the next name.</summary>
    public static readonly CheckCode NsecChainBroken = new(
        "NSEC-CHAIN-BROKEN", Severity.Fault, "RFC 4034 §4.1.1",
        "each NSEC names the next name, the last one the apex");

    /// <summary>A bit map that differs from the types present.</summary>
    public static readonly CheckCode NsecBitmap = new(
        "NSEC-BITMAP", Severity.Fault, "RFC 4034 §4.1.2", "an NSEC's bit maps list the name's types");

    /// <summary>An NSEC where there may be none.</summary>
    public static readonly CheckCode NsecUnwanted = new(
        "NSEC-UNWANTED", Severity.Fault, "RFC 4035 §2.3", "glue and occluded names have no NSEC");

    /// <summary>An NSEC or NSEC3 with another TTL than negative answers.</summary>
    public static readonly CheckCode NsecTtl = new(
        "NSEC-TTL", Severity.Warning, "RFC 9077",
        "the TTL of NSEC and NSEC3 is the lesser of the SOA's MINIMUM and TTL");
}
