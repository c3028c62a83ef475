using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Denial;

/// <summary>Which types the proof of a name says are there (RFC 4035 §2.3, RFC 5155 §7.1).</summary>
internal static class DenialTypes
{
    private const int UsualTypeCount = 64;

    /// <summary>Writes the type bit maps of a name's NSEC, which itself and whose signature are among the
    /// types.</summary>
    /// <returns>The octets written.</returns>
    public static int WriteForNsec(Zone zone, int node, Span<byte> destination) =>
        Write(zone, node, [RRType.RRSIG, RRType.NSEC], destination);

    /// <summary>Writes the type bit maps of a name's NSEC3: RRSIG only where something is signed, so that an
    /// insecure delegation has NS alone and an empty non-terminal has nothing.</summary>
    /// <returns>The octets written.</returns>
    public static int WriteForNsec3(Zone zone, int node, Span<byte> destination) =>
        Write(zone, node, HasSignedData(zone, node) ? [RRType.RRSIG] : [], destination);

    private static bool HasSignedData(Zone zone, int node) => zone.KindOf(node) switch
    {
        NodeKind.Apex or NodeKind.Authoritative => true,
        NodeKind.Delegation => zone.Has(node, RRType.DS),
        _ => false,
    };

    private static int Write(Zone zone, int node, ReadOnlySpan<RRType> added, Span<byte> destination)
    {
        Span<RRType> types = stackalloc RRType[UsualTypeCount];
        int count = 0;
        bool isDelegation = zone.KindOf(node) == NodeKind.Delegation;
        foreach (RRset rrset in zone.RRsetsOf(node))
        {
            RRType type = rrset.Type;
            if (!SpeaksFor(type, isDelegation))
            {
                continue;
            }

            if (count + added.Length == types.Length)
            {
                RRType[] more = new RRType[types.Length * 2];
                types.CopyTo(more);
                types = more;
            }

            types[count++] = type;
        }

        added.CopyTo(types[count..]);
        return TypeBitmap.Write(types[..(count + added.Length)], destination);
    }

    /// <summary>Whether a type that is there is named; RRSIG and NSEC are where this chain has them, whatever
    /// the input had.</summary>
    private static bool SpeaksFor(RRType type, bool isDelegation) =>
        type is not (RRType.RRSIG or RRType.NSEC) && (!isDelegation || type is RRType.NS or RRType.DS);
}
