using System.Runtime.CompilerServices;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>A whole zone: its names in canonical order (RFC 4034 §6.1) with their RRsets, compact, columnar
/// and immutable.</summary>
/// <remarks>Node 0 is the apex. Within a node records are sorted by type, then by RDATA in canonical order
/// (RFC 4034 §6.3), without duplicates. Built by ZoneBuilder. Safe for any number of readers at
/// once.</remarks>
public sealed partial class Zone
{
    private readonly RecordPage[] _pages;
    private readonly RecordReference[] _records;
    private readonly ZoneNode[] _nodes;

    /// <param name="apex">The zone's name.</param>
    /// <param name="pages">What the records and names point into.</param>
    /// <param name="records">The records, in order.</param>
    /// <param name="nodes">The names, in order, from the array's beginning; it may be longer.</param>
    internal Zone(DomainName apex, RecordPage[] pages, RecordReference[] records,
        ArraySegment<ZoneNode> nodes)
    {
        Apex = apex;
        _pages = pages;
        _records = records;
        _nodes = nodes.Array!;
        NodeCount = nodes.Count;
    }

    /// <summary>The zone's name.</summary>
    public DomainName Apex { get; }

    /// <summary>How many names there are, empty non-terminals and occluded names included.</summary>
    public int NodeCount { get; }

    /// <summary>How many records there are.</summary>
    public int RecordCount => _records.Length;

    /// <summary>What the node is to the zone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public NodeKind KindOf(int node) => _nodes[node].Kind;

    /// <summary>The node's wire name, letter case as given.</summary>
    public ReadOnlySpan<byte> NameOf(int node)
    {
        ref readonly ZoneNode entry = ref _nodes[node];
        ReadOnlySpan<byte> octets = _pages[entry.NamePage].Octets.AsSpan((int)entry.NameOffset);
        return octets[..WireName.LengthOf(octets)];
    }

    /// <summary>The node's RRsets by ascending type; <c>foreach</c> without allocation.</summary>
    public RRsetEnumerator RRsetsOf(int node)
    {
        ref readonly ZoneNode entry = ref _nodes[node];
        return new RRsetEnumerator(this, (int)entry.FirstRecord, (int)entry.FirstRecord + entry.RecordCount);
    }

    /// <summary>Finds a node's RRset of one type.</summary>
    public bool TryFind(int node, RRType type, out RRset rrset)
    {
        foreach (RRset candidate in RRsetsOf(node))
        {
            if (candidate.Type == type)
            {
                rrset = candidate;
                return true;
            }
        }

        rrset = default;
        return false;
    }

    /// <summary>Whether the node has records of the type.</summary>
    public bool Has(int node, RRType type) => TryFind(node, type, out _);

    /// <summary>Finds a node by its wire name, case aside.</summary>
    /// <returns>The node, or the complement (<c>~</c>) of the node that would follow it.</returns>
    public int Find(ReadOnlySpan<byte> name)
    {
        int low = 0;
        int high = NodeCount - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            int order = WireName.Compare(NameOf(middle), name);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return ~low;
    }

    /// <summary>Whether the zone speaks for records of the type at the node, so that they must be signed (RFC
    /// 4035 §2.2).</summary>
    /// <remarks>NSEC and DS at a delegation are the parent's; RRSIGs themselves are never signed.</remarks>
    public bool IsSigned(int node, RRType type) => KindOf(node) switch
    {
        NodeKind.Apex or NodeKind.Authoritative => type != RRType.RRSIG,
        NodeKind.Delegation => type is RRType.DS or RRType.NSEC,
        _ => false,
    };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref readonly Record RecordAt(int place)
    {
        RecordReference reference = _records[place];
        return ref _pages[reference.Page].Records[reference.Index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal RecordPage PageAt(int place) => _pages[_records[place].Page];

    internal SourceLocation LocationAt(int place) => new(PageAt(place).File, (int)RecordAt(place).Line);
}
