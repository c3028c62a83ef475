using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>The records of one name and type, a window on a zone; RDATA in canonical order (RFC 4034
/// §6.3).</summary>
/// <remarks>All RRSIGs of a name stand in one window, those of one type covered in a row; each keeps its own
/// TTL.</remarks>
public readonly ref struct RRset
{
    private readonly Zone _zone;
    private readonly int _first;

    internal RRset(Zone zone, int first, int count)
    {
        _zone = zone;
        _first = first;
        Count = count;
    }

    /// <summary>How many records there are: 1 at least.</summary>
    public int Count { get; }

    /// <summary>The type.</summary>
    public RRType Type => _zone.RecordAt(_first).Type;

    /// <summary>The TTL in seconds: the first record's, which the others share except in RRSIGs.</summary>
    public uint Ttl => TtlOf(0);

    /// <summary>The owner's wire name, letter case as the first record gave it.</summary>
    public ReadOnlySpan<byte> Owner => OwnerOf(0);

    /// <summary>A record's TTL in seconds.</summary>
    public uint TtlOf(int index) => _zone.RecordAt(_first + index).Ttl;

    /// <summary>A record's owner, letter case as it gave it.</summary>
    public ReadOnlySpan<byte> OwnerOf(int index)
    {
        int place = _first + index;
        return _zone.PageAt(place).OwnerOf(_zone.RecordAt(place));
    }

    /// <summary>A record's RDATA in wire form, letter case as given.</summary>
    public ReadOnlySpan<byte> RDataOf(int index)
    {
        int place = _first + index;
        return _zone.PageAt(place).RDataOf(_zone.RecordAt(place));
    }

    /// <summary>A record's place among the zone's sorted records.</summary>
    internal int PlaceOf(int index) => _first + index;

    /// <summary>Where a record stood in its file.</summary>
    public SourceLocation LocationOf(int index) => _zone.LocationAt(_first + index);
}
