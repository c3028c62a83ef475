namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of NSEC3: one at every hashed name, each naming the next, and opt-out
/// only where it may be.</content>
public static partial class CheckCodes
{
    /// <summary>NSEC3 records without NSEC3PARAM.</summary>
    public static readonly CheckCode Nsec3ParamMissing = new(
        "NSEC3PARAM-MISSING", Severity.Fault, "RFC 5155 §4", "a zone with NSEC3 has NSEC3PARAM at its apex");

    /// <summary>An NSEC3PARAM that servers ignore.</summary>
    public static readonly CheckCode Nsec3ParamMalformed = new(
        "NSEC3PARAM-MALFORMED", Severity.Fault, "RFC 5155 §4.1, §4.2",
        "an NSEC3PARAM is whole, of hash algorithm 1, with flags 0");

    /// <summary>An NSEC3 that cannot be used.</summary>
    public static readonly CheckCode Nsec3Malformed = new(
        "NSEC3-MALFORMED", Severity.Fault, "RFC 5155 §3",
        "an NSEC3 is whole, and its owner a hash below the apex");

    /// <summary>A name without an NSEC3.</summary>
    public static readonly CheckCode Nsec3Missing = new(
        "NSEC3-MISSING", Severity.Fault, "RFC 5155 §7.1",
        "every name and empty non-terminal has an NSEC3, opt-out apart");

    /// <summary>A delegation left out where there is no opt-out.</summary>
    public static readonly CheckCode Nsec3OptOutWrong = new(
        "NSEC3-OPT-OUT-WRONG", Severity.Fault, "RFC 5155 §6, §7.1",
        "an insecure delegation without NSEC3 is covered by one with opt-out");

    /// <summary>Two NSEC3 of one name and parameters.</summary>
    public static readonly CheckCode Nsec3Multiple = new(
        "NSEC3-MULTIPLE", Severity.Fault, "RFC 5155 §7.1",
        "a hashed name has one NSEC3 for a set of parameters");

    /// <summary>An NSEC3 that does not lead to the next one.</summary>
    public static readonly CheckCode Nsec3ChainBroken = new(
        "NSEC3-CHAIN-BROKEN", Severity.Fault, "RFC 5155 §7.1",
        "each NSEC3 names the next hash, the last one the first");

    /// <summary>A bit map that differs from the types present.</summary>
    public static readonly CheckCode Nsec3Bitmap = new(
        "NSEC3-BITMAP", Severity.Fault, "RFC 5155 §7.1", "an NSEC3's bit maps list the name's types");

    /// <summary>An NSEC3 of no name.</summary>
    public static readonly CheckCode Nsec3Unwanted = new(
        "NSEC3-UNWANTED", Severity.Fault, "RFC 5155 §7.1", "every NSEC3 is of a name in the zone");

    /// <summary>An NSEC3 of parameters that no NSEC3PARAM has.</summary>
    public static readonly CheckCode Nsec3Parameters = new(
        "NSEC3-PARAMETERS", Severity.Fault, "RFC 5155 §7.1",
        "every NSEC3 has the parameters of an NSEC3PARAM");

    /// <summary>More than four NSEC3PARAM records; the chains of the others were not followed.</summary>
    public static readonly CheckCode Nsec3ParamLimit = new(
        "NSEC3PARAM-LIMIT", Severity.Fault, "RFC 5155 §7.2", "a zone has few sets of NSEC3 parameters");
}
