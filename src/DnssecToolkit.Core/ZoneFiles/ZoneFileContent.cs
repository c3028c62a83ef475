using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>What was read from a zone file and the files it includes; not yet a zone: nothing is sorted,
/// merged or left out.</summary>
/// <param name="Origin">The name that was given, or the owner of the first SOA; null where there is
/// neither.</param>
/// <param name="Pages">The records in the order of the text.</param>
/// <param name="RecordCount">How many records the pages have.</param>
/// <param name="TextOctets">How many octets of text were read, included files too.</param>
/// <param name="Files">The files, the zone file first, as messages name them.</param>
public sealed record ZoneFileContent(
    DomainName? Origin, IReadOnlyList<RecordPage> Pages, long RecordCount, long TextOctets,
    IReadOnlyList<string> Files)
{
    /// <summary>Finds the first SOA of a zone.</summary>
    /// <param name="apex">The zone's name.</param>
    /// <param name="rdata">Its RDATA in wire form.</param>
    /// <param name="ttl">Its TTL in seconds.</param>
    /// <returns>False where there is none.</returns>
    public bool TryFindSoa(DomainName apex, out ReadOnlySpan<byte> rdata, out uint ttl)
    {
        foreach (RecordPage page in Pages)
        {
            foreach (ref readonly Record record in page.Records.AsSpan(0, page.Count))
            {
                if (record.Type == RRType.SOA && WireName.AreEqual(page.OwnerOf(record), apex.Wire))
                {
                    rdata = page.RDataOf(record);
                    ttl = record.Ttl;
                    return true;
                }
            }
        }

        rdata = default;
        ttl = 0;
        return false;
    }
}
