namespace DnssecToolkit.Schedule.Moves;

/// <summary>How one KSK follows another (RFC 7583 §2.2).</summary>
public enum KskRollMethod
{
    /// <summary>The new DNSKEY first, its DS when it is known.</summary>
    DoubleSignature,

    /// <summary>Its DS first; when it is known, one DNSKEY for the other.</summary>
    DoubleDs,

    /// <summary>Both at once.</summary>
    DoubleRRset,
}
