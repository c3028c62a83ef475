using DnssecToolkit.Zones;

namespace DnssecToolkit.Denial;

/// <summary>The TTL of NSEC and NSEC3 records.</summary>
public static class NegativeTtl
{
    /// <summary>The lesser of the SOA's MINIMUM field and its own TTL, in seconds (RFC 9077 §3).</summary>
    public static uint Of(Zone zone)
    {
        SoaRecord soa = zone.Soa;
        return Math.Min(soa.Minimum, soa.Ttl);
    }
}
