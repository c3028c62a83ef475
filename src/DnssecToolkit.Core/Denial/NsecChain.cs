using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Denial;

/// <summary>The NSEC chain of a zone (RFC 4034 §4, RFC 4035 §2.3): a ring of all names that have data the
/// zone speaks for, or are delegated.</summary>
/// <remarks>Nothing is stored: the zone's own order is the chain. Safe for any number of threads.</remarks>
/// <param name="zone">The zone, with all records that will be published but RRSIG and NSEC.</param>
public sealed class NsecChain(Zone zone)
{
    /// <summary>The most octets an NSEC's RDATA has.</summary>
    public const int MaximumRDataLength = WireName.MaximumLength + TypeBitmap.MaximumLength;

    /// <summary>The zone.</summary>
    public Zone Zone { get; } = zone;

    /// <summary>The TTL of every NSEC, in seconds (RFC 9077).</summary>
    public uint Ttl { get; } = NegativeTtl.Of(zone);

    /// <summary>Whether the name has an NSEC: the apex, names with data, zone cuts; not empty non-terminals
    /// (RFC 4035 §2.3) nor names below a cut.</summary>
    public bool Contains(int node) =>
        Zone.KindOf(node) is NodeKind.Apex or NodeKind.Authoritative or NodeKind.Delegation;

    /// <summary>The name that a name's NSEC points to; the last one's points to the apex.</summary>
    /// <remarks>Looks at the names between the two only.</remarks>
    public int NextOf(int node)
    {
        for (int next = node + 1; next < Zone.NodeCount; next++)
        {
            if (Contains(next))
            {
                return next;
            }
        }

        return 0;
    }

    /// <summary>Writes a name's NSEC RDATA: the next name, letter case as given (RFC 6840 §5.1), and the type
    /// bit maps.</summary>
    /// <param name="node">A name that is in the chain.</param>
    /// <param name="destination">Takes the RDATA: <see cref="MaximumRDataLength"/> octets are always
    /// enough.</param>
    /// <returns>The octets written.</returns>
    public int WriteRData(int node, Span<byte> destination)
    {
        ReadOnlySpan<byte> next = Zone.NameOf(NextOf(node));
        next.CopyTo(destination);
        return next.Length + WriteTypeBitmaps(node, destination[next.Length..]);
    }

    /// <summary>Writes the type bit maps of a name's NSEC.</summary>
    /// <returns>The octets written.</returns>
    public int WriteTypeBitmaps(int node, Span<byte> destination) =>
        DenialTypes.WriteForNsec(Zone, node, destination);
}
