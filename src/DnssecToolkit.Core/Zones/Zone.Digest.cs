using DnssecToolkit.Canonical;

namespace DnssecToolkit.Zones;

/// <content>The zone's digest.</content>
public sealed partial class Zone
{
    /// <summary>Computes what a ZONEMD of scheme SIMPLE says of this zone, occluded names included (RFC 8976
    /// §3.3).</summary>
    /// <param name="hash">The hash: one of those named.</param>
    /// <param name="destination">Takes the digest: 64 octets are always enough.</param>
    /// <returns>The digest's octets.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hash"/> is not known.</exception>
    public int ComputeDigest(ZoneDigestHash hash, Span<byte> destination)
    {
        using ZoneDigest digest = new(Apex, hash);
        for (int node = 0; node < NodeCount; node++)
        {
            foreach (RRset rrset in RRsetsOf(node))
            {
                for (int i = 0; i < rrset.Count; i++)
                {
                    digest.Append(rrset.Owner, rrset.Type, rrset.TtlOf(i), rrset.RDataOf(i));
                }
            }
        }

        return digest.Finish(destination);
    }
}
