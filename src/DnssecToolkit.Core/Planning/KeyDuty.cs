namespace DnssecToolkit.Planning;

/// <summary>Which RRsets a key signs.</summary>
[Flags]
public enum KeyDuty
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The apex DNSKEY RRset; all that a revoked key signs (RFC 5011 §2.1).</summary>
    Dnskey = 1,

    /// <summary>The apex CDS and CDNSKEY RRsets (RFC 7344 §4.1).</summary>
    ParentSync = 2,

    /// <summary>Everything else (a ZSK's duty).</summary>
    ZoneData = 4,

    /// <summary>A KSK's duty.</summary>
    KeySet = Dnskey | ParentSync,

    /// <summary>A CSK's duty.</summary>
    All = KeySet | ZoneData,
}
