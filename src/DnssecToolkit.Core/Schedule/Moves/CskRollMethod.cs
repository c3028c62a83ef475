namespace DnssecToolkit.Schedule.Moves;

/// <summary>How one CSK follows another, in OpenDNSSEC's five ways.</summary>
public enum CskRollMethod
{
    /// <summary>The new DNSKEY first; when it is known it signs, and its DS is asked for.</summary>
    PrePublication,

    /// <summary>The new DNSKEY and its signatures beside the old ones, its DS when it is known.</summary>
    DoubleSignature,

    /// <summary>Its DS first; when that is known the new DNSKEY, and when that is known its
    /// signatures.</summary>
    DoubleDs,

    /// <summary>DNSKEY, signatures and DS beside the old ones at once.</summary>
    DoubleRRset,

    /// <summary>DNSKEY and DS beside the old ones at once, the zone signed by one of them at a
    /// time.</summary>
    SingleSignature,
}
