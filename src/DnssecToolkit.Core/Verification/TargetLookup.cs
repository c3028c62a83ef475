using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Looks up the names that records point at, as a name server would
/// (RFC 1034 §4.3.2); one thread's.</summary>
/// <param name="zone">The zone.</param>
/// <param name="walk">What each name is to it.</param>
internal sealed class TargetLookup(Zone zone, ZoneWalk walk)
{
    private readonly byte[] _wildcard = new byte[WireName.MaximumLength + 2];
    private readonly byte[] _last = new byte[WireName.MaximumLength];
    private int _lastLength;
    private TargetState _lastState;
    private int _lastNode;

    /// <summary>Looks a name up.</summary>
    /// <param name="target">A wire name.</param>
    /// <param name="node">Its node, or the wildcard's that makes it; -1 where there is none.</param>
    public TargetState Find(ReadOnlySpan<byte> target, out int node)
    {
        // Most delegations of a TLD name the same few servers as the one before.
        if (!target.SequenceEqual(_last.AsSpan(0, _lastLength)))
        {
            _lastState = LookUp(target, out _lastNode);
            target.CopyTo(_last);
            _lastLength = target.Length;
        }

        node = _lastNode;
        return _lastState;
    }

    private TargetState LookUp(ReadOnlySpan<byte> target, out int node)
    {
        node = -1;
        if (!WireName.IsAtOrBelow(target, zone.Apex.Wire))
        {
            return TargetState.Elsewhere;
        }

        node = zone.Find(target);
        return node >= 0 ? StateOf(node) : LookUpAbsent(target, out node);
    }

    private TargetState StateOf(int node)
    {
        if (zone.Has(node, RRType.A) || zone.Has(node, RRType.AAAA))
        {
            return TargetState.HasAddress;
        }

        if ((walk.RoleOf(node) & (NodeRole.Occluded | NodeRole.Delegation)) != 0)
        {
            return TargetState.Delegated;
        }

        return zone.Has(node, RRType.CNAME) ? TargetState.Alias : TargetState.NoAddress;
    }

    private TargetState LookUpAbsent(ReadOnlySpan<byte> target, out int node)
    {
        ReadOnlySpan<byte> encloser = target;
        int enclosing;
        do
        {
            encloser = WireName.ParentOf(encloser);
            enclosing = zone.Find(encloser);
        }
        while (enclosing < 0);

        node = -1;
        NodeRole role = walk.RoleOf(enclosing);
        if ((role & (NodeRole.Occluded | NodeRole.Delegation)) != 0)
        {
            return TargetState.Delegated;
        }

        if ((role & NodeRole.HasDname) != 0)
        {
            return TargetState.Alias;
        }

        _wildcard[0] = 1;
        _wildcard[1] = (byte)'*';
        encloser.CopyTo(_wildcard.AsSpan(2));
        int wildcard = zone.Find(_wildcard.AsSpan(0, encloser.Length + 2));
        if (wildcard < 0)
        {
            return TargetState.Missing;
        }

        node = wildcard;
        return StateOf(wildcard);
    }
}
