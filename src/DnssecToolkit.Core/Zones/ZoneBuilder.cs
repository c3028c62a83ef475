using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Makes a zone of pages of records: sorted, without duplicates, its names classified.</summary>
/// <remarks>What is wrong with the zone goes to the findings; what BIND ignores or mends (records out of the
/// zone, there twice, or with differing TTLs) is ignored or mended as there. Use once.</remarks>
/// <param name="apex">The zone's name.</param>
/// <param name="findings">Takes what is wrong.</param>
/// <param name="threads">How many threads may work at once: 1 at least.</param>
public sealed class ZoneBuilder(DomainName apex, FindingList findings, int threads = 1)
{
    private readonly List<RecordPage> _pages = [];
    private readonly List<RecordPage> _inserted = [];
    private readonly RRTypeSet _omitted = new();
    private readonly RRTypeSet _omittedAtApex = new();

    /// <summary>Leaves a type out everywhere, such as RRSIG and NSEC of a zone that is signed
    /// again.</summary>
    /// <returns>This.</returns>
    public ZoneBuilder Omit(RRType type)
    {
        _omitted.Add(type);
        return this;
    }

    /// <summary>Leaves a type out at the apex, such as DNSKEY.</summary>
    /// <returns>This.</returns>
    public ZoneBuilder OmitAtApex(RRType type)
    {
        _omittedAtApex.Add(type);
        return this;
    }

    /// <summary>Adds a page; pages come in the order of the file. They are kept, not copied.</summary>
    /// <returns>This.</returns>
    public ZoneBuilder Add(RecordPage page)
    {
        if (page.Count > 0)
        {
            _pages.Add(page);
        }

        return this;
    }

    /// <summary>Adds all pages of a file, in its order.</summary>
    /// <returns>This.</returns>
    public ZoneBuilder Add(IEnumerable<RecordPage> pages)
    {
        foreach (RecordPage page in pages)
        {
            Add(page);
        }

        return this;
    }

    /// <summary>Adds a page of records made here, of which nothing is left out.</summary>
    /// <returns>This.</returns>
    public ZoneBuilder Insert(RecordPage page)
    {
        if (page.Count > 0)
        {
            _inserted.Add(page);
        }

        return this;
    }

    /// <summary>Builds the zone.</summary>
    /// <exception cref="UnreadableInputException">There is no SOA at the apex, or there are too many
    /// pages.</exception>
    public Zone Build()
    {
        OmittedTypes omitted = new(_omitted, _omittedAtApex, _pages.Count);
        _pages.AddRange(_inserted);
        CheckPageCount();
        RecordPage[] pages = [.. _pages];
        OwnerScan scan = OwnerScan.Read(pages, apex, omitted, findings, threads);
        OwnerSort.Sort(pages, scan, threads);
        NodeAssembly assembly = NodeAssembly.Assemble(pages, scan, findings, threads);
        scan.Release();
        int soa = FindSoa(assembly);
        ArraySegment<ZoneNode> nodes = NodeClassification.Classify(pages, assembly);
        RetimedPages.Apply(_pages, assembly);
        GiveSoaAPage(assembly.Records, soa);
        return new Zone(apex, [.. _pages], assembly.Records, nodes);
    }

    private int FindSoa(NodeAssembly assembly)
    {
        if (assembly.NodeCount > 0 && assembly.Shapes[0].Depth == 0)
        {
            ZoneNode node = assembly.Nodes[0];
            for (int place = (int)node.FirstRecord; place < node.FirstRecord + node.RecordCount; place++)
            {
                RecordReference reference = assembly.Records[place];
                if (_pages[reference.Page].Records[reference.Index].Type == RRType.SOA)
                {
                    return place;
                }
            }
        }

        throw new UnreadableInputException(
            $"{(_pages.Count > 0 ? _pages[0].File : null) ?? "zone"}: no SOA record for {apex}",
            "is the origin right?", findings.Kept);
    }

    /// <summary>Copies the SOA to a page of its own, which <see cref="Zone.WithSoaSerial"/> then
    /// replaces.</summary>
    private void GiveSoaAPage(RecordReference[] records, int place)
    {
        RecordPage page = _pages[records[place].Page];
        ref readonly Record soa = ref page.Records[records[place].Index];
        records[place] = new RecordReference(_pages.Count, 0);
        _pages.Add(LonePage.Of(page.OwnerOf(soa), soa, page.RDataOf(soa), page.File));
    }

    private void CheckPageCount()
    {
        // Each page may need a second one for changed TTLs, and the SOA has one of its own.
        if (_pages.Count > (RecordReference.MaximumPages / 2) - 1)
        {
            throw new UnreadableInputException(
                $"the zone {apex} has {_pages.Count} pages of records, too many");
        }
    }
}
