using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Signing;

/// <summary>The apex ZONEMD records of a zone in the making (RFC 8976 §2): zeros first, digests at the
/// end.</summary>
internal static class ApexDigest
{
    private const int HashField = 5;
    private const int DigestField = 6;

    /// <summary>Begins a digest for each ZONEMD record of the zone.</summary>
    public static IReadOnlyList<ZoneDigest> DigestsOf(Zone zone) =>
        [.. Placeholders(zone).Select(rdata => new ZoneDigest(zone.Apex, (ZoneDigestHash)rdata[HashField]))];

    /// <summary>The ZONEMD records' RDATA under the zone's serial, zeros for digests, in canonical
    /// order.</summary>
    public static byte[][] Placeholders(Zone zone)
    {
        if (!zone.TryFind(0, RRType.ZONEMD, out RRset rrset))
        {
            return [];
        }

        byte[][] placeholders = new byte[rrset.Count][];
        for (int i = 0; i < placeholders.Length; i++)
        {
            placeholders[i] = rrset.RDataOf(i).ToArray();
            BinaryPrimitives.WriteUInt32BigEndian(placeholders[i], zone.Soa.Serial.Value);
        }

        return placeholders;
    }

    /// <summary>The records with their digests.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="digests">One for each record, complete.</param>
    public static byte[][] Finish(Zone zone, IReadOnlyList<ZoneDigest> digests)
    {
        byte[][] records = Placeholders(zone);
        for (int i = 0; i < records.Length; i++)
        {
            digests[i].Finish(records[i].AsSpan(DigestField));
        }

        return records;
    }
}
