using DnssecToolkit.Canonical;
using DnssecToolkit.Records;

namespace DnssecToolkit.Signing;

/// <summary>Gathers one name's records as they are written, and gives them in canonical order (RFC 8976
/// §3.3.1).</summary>
internal sealed class WireCollector
{
    private readonly OctetBuffer _rdata = new(4_096);
    private readonly List<Entry> _entries = [];

    /// <summary>Notes a record of the name.</summary>
    public void Add(RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        _entries.Add(new Entry(type, ttl, _rdata.Length, rdata.Length));
        _rdata.Append(rdata);
    }

    /// <summary>Appends the name's records, by type and RDATA, and forgets them.</summary>
    /// <param name="owner">The owner's wire name.</param>
    /// <param name="wire">Where to.</param>
    public void FlushName(ReadOnlySpan<byte> owner, OctetBuffer wire)
    {
        _entries.Sort(Compare);
        foreach (Entry entry in _entries)
        {
            Span<byte> room = wire.Reserve(CanonicalRecord.LengthOf(owner.Length, entry.Length));
            wire.Advance(CanonicalRecord.Write(owner, entry.Type, entry.Ttl, RDataOf(entry), room));
        }

        _entries.Clear();
        _rdata.Clear();
    }

    private int Compare(Entry left, Entry right)
    {
        int order = left.Type.CompareTo(right.Type);
        return order != 0 ? order : CanonicalRData.Compare(left.Type, RDataOf(left), RDataOf(right));
    }

    private ReadOnlySpan<byte> RDataOf(Entry entry) => _rdata.Written.Slice(entry.Offset, entry.Length);

    private readonly record struct Entry(RRType Type, uint Ttl, int Offset, int Length);
}
