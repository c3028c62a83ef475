namespace DnssecToolkit.Schedule.Moves;

/// <summary>How one ZSK follows another (RFC 7583 §2.1).</summary>
public enum ZskRollMethod
{
    /// <summary>The new DNSKEY first; when it is known, its signatures instead of the old ones (RFC 6781
    /// §4.1.1.1).</summary>
    PrePublication,

    /// <summary>The new DNSKEY and its signatures beside the old ones, until the caches have both (RFC 6781
    /// §4.1.1.2).</summary>
    DoubleSignature,

    /// <summary>Its signatures first, then one DNSKEY for the other, then the old signatures go.</summary>
    DoubleRrsig,
}
