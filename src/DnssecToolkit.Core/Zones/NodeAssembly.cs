using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Turns sorted runs into the nodes that have records, each with its records in canonical order and
/// once only.</summary>
/// <remarks>Works in shares on several threads; a name is never divided between two.</remarks>
internal sealed partial class NodeAssembly
{
    private const int SharesPerThread = 4;
    private const int FewRecords = 16;
    private const int RunsAhead = 128;

    private readonly RecordPage[] _pages;
    private readonly OwnerScan _scan;
    private readonly FindingList _findings;
    private readonly Comparison<RecordReference> _byTypeAndRData;

    private NodeAssembly(RecordPage[] pages, OwnerScan scan, FindingList findings)
    {
        _pages = pages;
        _scan = scan;
        _findings = findings;
        _byTypeAndRData = CompareWithPlace;
        Records = [];
        Nodes = GC.AllocateUninitializedArray<ZoneNode>(scan.Count);
        Shapes = GC.AllocateUninitializedArray<NodeShape>(scan.Count);
    }

    /// <summary>The zone's records.</summary>
    public RecordReference[] Records { get; private set; }

    /// <summary>The nodes that have records; those from <see cref="NodeCount"/> on are not used, and kinds
    /// are not known yet.</summary>
    public ZoneNode[] Nodes { get; }

    /// <summary>The nodes' shapes.</summary>
    public NodeShape[] Shapes { get; }

    /// <summary>How many nodes have records.</summary>
    public int NodeCount { get; private set; }

    /// <summary>The records whose RRsets have another TTL than they gave: places in <see cref="Records"/> and
    /// the TTL.</summary>
    public List<(int Place, uint Ttl)> Retimed { get; } = [];

    /// <summary>Assembles the nodes of sorted runs on so many threads.</summary>
    public static NodeAssembly Assemble(
        RecordPage[] pages, OwnerScan sorted, FindingList findings, int threads)
    {
        NodeAssembly assembly = new(pages, sorted, findings);
        Share[] shares = assembly.Divide(threads * SharesPerThread);
        Parallel.ForEach(shares, new ParallelOptions { MaxDegreeOfParallelism = threads },
            assembly.AssembleShare);
        assembly.CloseGaps(shares);
        return assembly;
    }

    private Share[] Divide(int count)
    {
        List<Share> shares = [];
        int start = 0;
        int place = 0;
        for (int i = 1; i <= count && start < _scan.Count; i++)
        {
            int end = Math.Max(start, (int)((long)_scan.Count * i / count));
            while (end < _scan.Count && (end == start || _scan.Keys[end] == _scan.Keys[end - 1]))
            {
                end++;
            }

            shares.Add(new Share(start, end, place));
            for (; start < end; start++)
            {
                place += _scan.Runs[start].Count;
            }
        }

        Records = GC.AllocateUninitializedArray<RecordReference>(place);
        return [.. shares];
    }

    private void AssembleShare(Share share)
    {
        int place = share.FirstRecord;
        int node = share.Start;
        int fetched = share.Start;
        for (int i = share.Start; i < share.End;)
        {
            if (i >= fetched)
            {
                fetched = Math.Min(share.End, i + RunsAhead);
                share.Fetched = unchecked(share.Fetched + Fetch(i, fetched));
            }

            int next = i + 1;
            while (next < share.End && IsSameOwner(i, next))
            {
                next++;
            }

            int first = place;
            place = PlaceRecords(i, next, place);
            RecordReference named = _scan.Runs[i].First;
            Shapes[node] = Inspect(share, first, place, i, next);
            Nodes[node++] = new ZoneNode(
                (uint)first, place - first, RecordOf(named).OwnerOffset, (ushort)named.Page,
                NodeKind.Authoritative);
            i = next;
        }

        share.NodeCount = node - share.Start;
        share.RecordCount = place - share.FirstRecord;
    }

    /// <summary>Reads one octet of what the next runs need, so that the processor fetches many places of
    /// memory at once rather than one after the other: in a zone that was not in order each run stands
    /// somewhere else (0.21 s instead of 0.48 for 2.6 million shuffled records on one core).</summary>
    /// <returns>A sum of no meaning, so that the reading is not dropped as idle.</returns>
    private uint Fetch(int firstRun, int endRun)
    {
        uint sum = 0;
        foreach (OwnerRun run in _scan.Runs.AsSpan(firstRun, endRun - firstRun))
        {
            Record[] records = _pages[run.First.Page].Records;
            sum ^= records[run.First.Index].OwnerOffset ^ records[run.First.Index
                + run.Count - 1].OwnerOffset;
        }

        foreach (OwnerRun run in _scan.Runs.AsSpan(firstRun, endRun - firstRun))
        {
            RecordPage page = _pages[run.First.Page];
            sum ^= page.Octets[(int)page.Records[run.First.Index].OwnerOffset];
        }

        return sum;
    }

    private bool IsSameOwner(int left, int right) =>
        _scan.Keys[left] == _scan.Keys[right] && WireName.AreEqual(OwnerOf(left), OwnerOf(right));

    private ReadOnlySpan<byte> OwnerOf(int run) => OwnerOf(_scan.Runs[run].First);

    private ReadOnlySpan<byte> OwnerOf(RecordReference reference) =>
        _pages[reference.Page].OwnerOf(RecordOf(reference));

    private ref readonly Record RecordOf(RecordReference reference) =>
        ref _pages[reference.Page].Records[reference.Index];

    private int PlaceRecords(int firstRun, int endRun, int place)
    {
        int first = place;
        for (int run = firstRun; run < endRun; run++)
        {
            uint value = _scan.Runs[run].First.Value;
            uint end = value + (uint)(_scan.Runs[run].Count - 1);
            while (value < end)
            {
                Records[place++] = new RecordReference(value++);
            }

            Records[place++] = new RecordReference(end); // apart, for the last page's last record has no successor
        }

        Span<RecordReference> records = Records.AsSpan(first, place - first);
        return records.Length == 1 ? place : first + SortOnce(records);
    }

    /// <summary>Moves shares together where duplicates and runs of one owner left room between
    /// them.</summary>
    private void CloseGaps(Share[] shares)
    {
        int place = 0;
        foreach (Share share in shares)
        {
            int shift = share.FirstRecord - place;
            if (shift > 0)
            {
                Array.Copy(Records, share.FirstRecord, Records, place, share.RecordCount);
            }

            foreach ((int retimed, uint ttl) in share.Retimed)
            {
                Retimed.Add((retimed - shift, ttl));
            }

            for (int i = 0; i < share.NodeCount; i++)
            {
                ZoneNode node = Nodes[share.Start + i];
                Nodes[NodeCount] = node with { FirstRecord = node.FirstRecord - (uint)shift };
                Shapes[NodeCount++] = Shapes[share.Start + i];
            }

            place += share.RecordCount;
        }

        if (place < Records.Length)
        {
            Records = Records.AsSpan(0, place).ToArray();
        }
    }

    private sealed class Share(int start, int end, int firstRecord)
    {
        public int Start { get; } = start;

        public int End { get; } = end;

        public int FirstRecord { get; } = firstRecord;

        public int NodeCount { get; set; }

        public int RecordCount { get; set; }

        public uint Fetched { get; set; }

        public List<(int Place, uint Ttl)> Retimed { get; } = [];
    }
}
