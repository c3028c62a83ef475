using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>The owners of all pages, a run of records each, with their sort keys; still in the order of the
/// file.</summary>
/// <remarks>Transient: 16 octets an owner while a zone is built.</remarks>
internal sealed class OwnerScan
{
    private readonly RecordPage[] _pages;
    private readonly DomainName _apex;
    private readonly int _apexLabels;
    private readonly OmittedTypes _omitted;
    private readonly FindingList _findings;

    private OwnerScan(
        RecordPage[] pages, DomainName apex, OmittedTypes omitted, FindingList findings)
    {
        _pages = pages;
        _apex = apex;
        _apexLabels = apex.LabelCount;
        _omitted = omitted;
        _findings = findings;
        Keys = [];
        Runs = [];
    }

    /// <summary>The runs' keys.</summary>
    public ulong[] Keys { get; private set; }

    /// <summary>The runs; those from <see cref="Count"/> on are not used.</summary>
    public OwnerRun[] Runs { get; private set; }

    /// <summary>How many runs there are.</summary>
    public int Count { get; private set; }

    /// <summary>Reads the owners of all pages.</summary>
    public static OwnerScan Read(
        RecordPage[] pages, DomainName apex, OmittedTypes omitted, FindingList findings, int threads)
    {
        OwnerScan scan = new(pages, apex, omitted, findings);
        scan.ReadPages(threads);
        return scan;
    }

    /// <summary>Lets go of the arrays.</summary>
    public void Release()
    {
        Keys = [];
        Runs = [];
        Count = 0;
    }

    private void ReadPages(int threads)
    {
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads };
        int[] firsts = new int[_pages.Length + 1];
        Parallel.For(0, _pages.Length, options, page => firsts[page + 1] = CountChanges(page));
        for (int page = 0; page < _pages.Length; page++)
        {
            firsts[page + 1] += firsts[page];
        }

        Keys = GC.AllocateUninitializedArray<ulong>(firsts[^1]);
        Runs = GC.AllocateUninitializedArray<OwnerRun>(firsts[^1]);
        int[] counts = new int[_pages.Length];
        Parallel.For(0, _pages.Length, options, page => counts[page] = ReadPage(page, firsts[page]));
        CloseGaps(firsts, counts);
    }

    /// <summary>Bounds a page's runs from above, by a look at the records alone.</summary>
    private int CountChanges(int pageNumber)
    {
        RecordPage page = _pages[pageNumber];
        (RRTypeSet omitted, RRTypeSet omittedAtApex) = _omitted.Of(pageNumber);
        ReadOnlySpan<Record> records = page.Records.AsSpan(0, page.Count);
        int count = 0;
        uint owner = uint.MaxValue;
        bool broken = true;
        foreach (ref readonly Record record in records)
        {
            if (omitted.Contains(record.Type) || omittedAtApex.Contains(record.Type))
            {
                broken = true;
            }
            else if (broken || record.OwnerOffset != owner)
            {
                count++;
                broken = false;
            }

            // Of a type that is left out at the apex only, each record may be a run of its own or part of
            // one.
            if (omittedAtApex.Contains(record.Type) && !omitted.Contains(record.Type))
            {
                count++;
            }

            owner = record.OwnerOffset;
        }

        return count;
    }

    private int ReadPage(int pageNumber, int first)
    {
        RecordPage page = _pages[pageNumber];
        (RRTypeSet omitted, RRTypeSet omittedAtApex) = _omitted.Of(pageNumber);
        int next = first;
        int runStart = -1;
        int depth = -1;
        ulong key = 0;
        uint owner = uint.MaxValue;
        bool continues = ContinuesThePageBefore(pageNumber);
        for (int i = 0; i < page.Count; i++)
        {
            ref readonly Record record = ref page.Records[i];
            if (i == 0 || record.OwnerOffset != owner)
            {
                int newDepth = OwnerKey.Compute(
                    page.Octets.AsSpan((int)record.OwnerOffset), _apex.Wire, _apexLabels, out ulong newKey);
                if (i == 0 || newDepth != depth || newKey != key
                    || !IsSameOwner(page, record.OwnerOffset, owner))
                {
                    Close(i);
                    continues &= i == 0;
                    depth = newDepth;
                    key = newKey;
                    if (depth < 0)
                    {
                        ReportOutOfZone(page, record);
                    }
                }

                owner = record.OwnerOffset;
            }

            if (depth < 0 || omitted.Contains(record.Type)
                || (depth == 0 && omittedAtApex.Contains(record.Type)))
            {
                Close(i);
            }
            else if (runStart < 0)
            {
                runStart = i;
            }
        }

        Close(page.Count);
        return next - first;

        void Close(int end)
        {
            if (runStart >= 0)
            {
                Keys[next] = key;
                Runs[next++] = new OwnerRun(new RecordReference(pageNumber, runStart), end - runStart, depth,
                    continues);
                runStart = -1;
                continues = true;
            }
        }
    }

    private static bool IsSameOwner(RecordPage page, uint left, uint right)
    {
        ReadOnlySpan<byte> octets = page.Octets;
        octets = octets[(int)left..];
        ReadOnlySpan<byte> name = octets[..WireName.LengthOf(octets)];
        ReadOnlySpan<byte> others = page.Octets.AsSpan((int)right);
        return WireName.AreEqual(name, others[..WireName.LengthOf(others)]);
    }

    private bool ContinuesThePageBefore(int pageNumber)
    {
        RecordPage page = _pages[pageNumber];
        if (pageNumber == 0 || page.Count == 0 || _pages[pageNumber - 1].Count == 0)
        {
            return false;
        }

        RecordPage before = _pages[pageNumber - 1];
        return WireName.AreEqual(before.OwnerOf(before.Records[before.Count - 1]),
            page.OwnerOf(page.Records[0]));
    }

    private void ReportOutOfZone(RecordPage page, in Record record)
    {
        DomainName owner = DomainName.FromTrustedWire(page.OwnerOf(record));
        _findings.Add(new Finding(
            CheckCodes.ZoneOutOfZone, new SourceLocation(page.File, (int)record.Line),
            $"{owner} is not in the zone {_apex} and is left out"));
    }

    private void CloseGaps(int[] firsts, int[] counts)
    {
        int end = 0;
        for (int page = 0; page < counts.Length; page++)
        {
            if (end != firsts[page])
            {
                Array.Copy(Keys, firsts[page], Keys, end, counts[page]);
                Array.Copy(Runs, firsts[page], Runs, end, counts[page]);
            }

            end += counts[page];
        }

        Count = end;
    }
}
