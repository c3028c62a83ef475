namespace DnssecToolkit.Keys;

/// <summary>Where a key is in its life, in the words of RFC 7583 §3.1.</summary>
/// <remarks>Ready and Dead depend on what caches hold and are computed from the schedule, not from a key's
/// own moments.</remarks>
public enum KeyState
{
    /// <summary>It exists, and nobody outside knows it.</summary>
    Generated,

    /// <summary>It stands in the DNSKEY RRset and signs nothing yet.</summary>
    Published,

    /// <summary>It signs.</summary>
    Active,

    /// <summary>It stands in the DNSKEY RRset and signs no longer.</summary>
    Retired,

    /// <summary>It stands in the DNSKEY RRset with its REVOKE flag, and signs that RRset (RFC 5011
    /// §2.1).</summary>
    Revoked,

    /// <summary>It is no longer in the zone.</summary>
    Removed,
}
