using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Denial;

/// <summary>Which types the proof of a name says are there (RFC 4035 §2.3, RFC 5155 §7.1).</summary>
internal static class DenialTypes
{
    /// <summary>The most octets a type bit map has: 256 windows of 34.</summary>
    public const int MaximumLength = 256 * 34;

    /// <summary>Writes the type bit maps of a name's NSEC, which itself and whose signature are among the types.</summary>
    /// <returns>The octets written.</returns>
    public static int WriteForNsec(Zone zone, int node, Span<byte> destination) =>
        Write(zone, node, RRType.RRSIG, RRType.NSEC, destination);

    /// <summary>Writes the type bit maps of a name's NSEC3: RRSIG only where something is signed, so that an insecure
    /// delegation has NS alone and an empty non-terminal has nothing.</summary>
    /// <returns>The octets written.</returns>
    public static int WriteForNsec3(Zone zone, int node, Span<byte> destination) =>
        Write(zone, node, HasSignedData(zone, node) ? RRType.RRSIG : RRType.None, RRType.None, destination);

    private static bool HasSignedData(Zone zone, int node) => zone.KindOf(node) switch
    {
        NodeKind.Apex or NodeKind.Authoritative => true,
        NodeKind.Delegation => zone.Has(node, RRType.DS),
        _ => false,
    };

    /// <summary>Writes the types present that the zone speaks for, and up to two more in ascending order.</summary>
    private static int Write(Zone zone, int node, RRType rrsig, RRType nsec, Span<byte> destination)
    {
        TypeBitmapWriter writer = new(destination);
        bool isDelegation = zone.KindOf(node) == NodeKind.Delegation;
        foreach (RRset rrset in zone.RRsetsOf(node))
        {
            RRType type = rrset.Type;
            if (type is RRType.RRSIG or RRType.NSEC || (isDelegation && type is not (RRType.NS or RRType.DS)))
            {
                continue; // the first two are put in below, where this chain has them
            }

            Insert(ref writer, ref rrsig, type);
            Insert(ref writer, ref nsec, type);
            writer.Add(type);
        }

        Insert(ref writer, ref rrsig, null);
        Insert(ref writer, ref nsec, null);
        return writer.Finish();
    }

    private static void Insert(ref TypeBitmapWriter writer, ref RRType extra, RRType? before)
    {
        if (extra != RRType.None && (before is null || extra < before))
        {
            writer.Add(extra);
            extra = RRType.None;
        }
    }
}
