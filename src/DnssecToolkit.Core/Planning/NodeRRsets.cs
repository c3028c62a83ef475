using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>Goes through a name's RRsets in the order in which they are planned, signed and written: by type,
/// but the SOA first.</summary>
/// <remarks>A zone file begins with its SOA (RFC 1035 §5.2 wants one, and validns insists that it is the
/// first record).</remarks>
internal ref struct NodeRRsets
{
    private readonly Zone _zone;
    private RRsetEnumerator _others;
    private bool _isSoaDue;
    private RRset _current;

    private NodeRRsets(Zone zone, int node)
    {
        _zone = zone;
        _others = zone.RRsetsOf(node);
        _isSoaDue = node == 0;
    }

    /// <summary>The RRset that <see cref="MoveNext"/> reached.</summary>
    public readonly RRset Current => _current;

    /// <summary>Begins.</summary>
    public static NodeRRsets InOrder(Zone zone, int node) => new(zone, node);

    /// <summary>Gives itself, for <c>foreach</c>.</summary>
    public readonly NodeRRsets GetEnumerator() => this;

    /// <summary>Goes to the next RRset.</summary>
    /// <returns>False past the last.</returns>
    public bool MoveNext()
    {
        if (_isSoaDue)
        {
            _isSoaDue = false;
            return _zone.TryFind(0, RRType.SOA, out _current);
        }

        while (_others.MoveNext())
        {
            _current = _others.Current;
            if (_current.Type != RRType.SOA)
            {
                return true;
            }
        }

        return false;
    }
}
