using DnssecToolkit.Records;

namespace DnssecToolkit.Zones;

/// <summary>Walks a node's RRsets by ascending type without allocation.</summary>
public ref struct RRsetEnumerator
{
    private readonly Zone _zone;
    private readonly int _end;
    private int _first;
    private int _next;

    internal RRsetEnumerator(Zone zone, int first, int end)
    {
        _zone = zone;
        _end = end;
        _first = first;
        _next = first;
    }

    /// <summary>The RRset that <see cref="MoveNext"/> reached.</summary>
    public readonly RRset Current => new(_zone, _first, _next - _first);

    /// <summary>Gives itself, for <c>foreach</c>.</summary>
    public readonly RRsetEnumerator GetEnumerator() => this;

    /// <summary>Goes to the next RRset.</summary>
    /// <returns>False past the last.</returns>
    public bool MoveNext()
    {
        if (_next == _end)
        {
            return false;
        }

        _first = _next;
        RRType type = _zone.RecordAt(_first).Type;
        do
        {
            _next++;
        }
        while (_next < _end && _zone.RecordAt(_next).Type == type);

        return true;
    }
}
