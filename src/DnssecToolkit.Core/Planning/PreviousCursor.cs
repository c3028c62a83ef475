using DnssecToolkit.Names;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>Finds names in the previous zone for a caller that asks in canonical order: a merge, not a search
/// each time.</summary>
internal struct PreviousCursor
{
    // A gap of more than this many names (another block, a zone that lost a subtree) is searched, not walked.
    private const int LongestWalk = 8;

    private readonly Zone _zone;
    private int _next;

    /// <summary>Begins at the start.</summary>
    public PreviousCursor(Zone zone) => _zone = zone;

    /// <summary>Finds a name that comes after all names asked for before.</summary>
    /// <returns>Its node, or -1.</returns>
    public int Seek(ReadOnlySpan<byte> name)
    {
        for (int step = 0; step < LongestWalk && _next < _zone.NodeCount; step++)
        {
            int order = WireName.Compare(_zone.NameOf(_next), name);
            if (order >= 0)
            {
                return order == 0 ? _next++ : -1;
            }

            _next++;
        }

        int found = _zone.Find(name);
        _next = found < 0 ? ~found : found + 1;
        return found < 0 ? -1 : found;
    }
}
