namespace DnssecToolkit.Diagnostics;

/// <content>What the verifier checks of ZONEMD: the digest of the whole zone.</content>
public static partial class CheckCodes
{
    /// <summary>A ZONEMD that cannot be used.</summary>
    public static readonly CheckCode ZonemdMalformed = new(
        "ZONEMD-MALFORMED", Severity.Fault, "RFC 8976 §2.2",
        "a ZONEMD stands at the apex, whole, its digest of the length its hash has");

    /// <summary>A ZONEMD of another serial.</summary>
    public static readonly CheckCode ZonemdSerial = new(
        "ZONEMD-SERIAL", Severity.Fault, "RFC 8976 §2.2.1", "a ZONEMD has the SOA's serial");

    /// <summary>Two ZONEMDs of one scheme and hash.</summary>
    public static readonly CheckCode ZonemdDuplicate = new(
        "ZONEMD-DUPLICATE", Severity.Fault, "RFC 8976 §2.2", "there is one ZONEMD for a scheme and hash");

    /// <summary>A digest that is not the zone's.</summary>
    public static readonly CheckCode ZonemdMismatch = new(
        "ZONEMD-MISMATCH", Severity.Fault, "RFC 8976 §4", "the digest is that of the zone");

    /// <summary>A ZONEMD that cannot be checked here.</summary>
    public static readonly CheckCode ZonemdUnknown = new(
        "ZONEMD-UNKNOWN", Severity.Note, "RFC 8976 §4", "scheme and hash are ones that can be computed");
}
