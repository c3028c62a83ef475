using System.Buffers.Binary;
using System.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Zones;

/// <content>The zone's SOA.</content>
public sealed partial class Zone
{
    /// <summary>The SOA's numbers; the first SOA's, should a faulty zone have several.</summary>
    public SoaRecord Soa => TryFind(0, RRType.SOA, out RRset soa)
        ? SoaRecord.Read(soa.RDataOf(0), soa.Ttl)
        : throw new UnreachableException("ZoneBuilder refuses a zone without SOA");

    /// <summary>Gives a zone with another serial that shares everything but the SOA with this one.</summary>
    public Zone WithSoaSerial(SerialNumber serial)
    {
        if (!TryFind(0, RRType.SOA, out RRset soa))
        {
            throw new UnreachableException("ZoneBuilder refuses a zone without SOA");
        }

        byte[] rdata = soa.RDataOf(0).ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(rdata.AsSpan(rdata.Length - SoaRecord.NumbersLength),
            serial.Value);
        int place = (int)_nodes[0].FirstRecord;
        while (RecordAt(place).Type != RRType.SOA)
        {
            place++;
        }

        // ZoneBuilder gives the SOA a page of its own, so that only the list of pages is copied here.
        RecordPage[] pages = [.. _pages];
        Debug.Assert(PageAt(place).Count == 1, "the SOA's page has other records");
        pages[_records[place].Page] = LonePage.Of(soa.Owner, RecordAt(place), rdata, PageAt(place).File);
        return new Zone(Apex, pages, _records, new ArraySegment<ZoneNode>(_nodes, 0, NodeCount));
    }
}
