using System.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>The verifier's own reading of what each name is to the zone
/// (RFC 4035 §2, RFC 5155 §7.1).</summary>
/// <remarks>It does not look at <see cref="Zone.KindOf"/>, by which the signer goes: one
/// mistake should not fool both.</remarks>
internal sealed class ZoneWalk
{
    private const NodeRole NotInNsecChain =
        NodeRole.Occluded | NodeRole.Empty | NodeRole.Hashed | NodeRole.NsecAlone;

    private readonly Zone _zone;
    private readonly NodeRole[] _roles;
    private long _rrsetCount;
    private bool _hasRrsig; // threads only ever set these
    private bool _hasNsec;
    private bool _hasNsec3;

    private ZoneWalk(Zone zone)
    {
        _zone = zone;
        _roles = new NodeRole[zone.NodeCount];
    }

    /// <summary>How many RRsets there are, signatures apart.</summary>
    public long RRsetCount => _rrsetCount;

    /// <summary>Whether there is an RRSIG anywhere.</summary>
    public bool HasRrsig => _hasRrsig;

    /// <summary>Whether there is an NSEC anywhere.</summary>
    public bool HasNsec => _hasNsec;

    /// <summary>Whether there is an NSEC3 anywhere.</summary>
    public bool HasNsec3 => _hasNsec3;

    /// <summary>Reads a zone.</summary>
    public static ZoneWalk Of(Zone zone, BlockRunner blocks)
    {
        ZoneWalk walk = new(zone);
        blocks.Run("names", () => walk.LookAtTypes);
        walk.FindOccluded();
        walk.FindProvenBelow();
        return walk;
    }

    /// <summary>What a name is to the zone.</summary>
    public NodeRole RoleOf(int node) => _roles[node];

    /// <summary>Whether the name has an NSEC in a zone that uses NSEC: every name with
    /// data but glue (RFC 4035 §2.3).</summary>
    public bool IsInNsecChain(int node) => (_roles[node] & NotInNsecChain) == 0;

    /// <summary>Whether the name is hashed in a zone that uses NSEC3,
    /// opt-out aside (RFC 5155 §7.1).</summary>
    public bool IsHashedName(int node) => (_roles[node] & (NodeRole.Occluded | NodeRole.Hashed)) == 0;

    /// <summary>Whether opt-out may leave the name out: an insecure delegation, or an empty
    /// non-terminal above nothing else.</summary>
    public bool MayOptOut(int node) => (_roles[node] & NodeRole.Empty) != 0
        ? (_roles[node] & NodeRole.HasProvenBelow) == 0
        : (_roles[node] & (NodeRole.Delegation | NodeRole.HasDs)) == NodeRole.Delegation;

    /// <summary>Whether an RRset has to be signed (RFC 4035 §2.2): what the
    /// zone speaks for, and no RRSIG.</summary>
    public bool MustBeSigned(int node, RRType type)
    {
        NodeRole role = _roles[node];
        if (type == RRType.RRSIG || (role & NodeRole.Occluded) != 0)
        {
            return false;
        }

        return (role & NodeRole.Delegation) == 0 || type is RRType.DS or RRType.NSEC or RRType.NSEC3;
    }

    /// <summary>Whether a type stands in the bit map of the name's NSEC or NSEC3
    /// (RFC 4034 §4.1.2, RFC 5155 §7.1).</summary>
    /// <remarks>RRSIG apart, which stands there if anything at the name has to be signed.</remarks>
    public bool IsInBitmap(int node, RRType type) => type switch
    {
        RRType.RRSIG or RRType.NSEC3 => false,
        _ => (_roles[node] & NodeRole.Delegation) == 0 || type is RRType.NS or RRType.DS or RRType.NSEC,
    };

    private void LookAtTypes(int first, int end, FindingSink sink)
    {
        long rrsets = 0;
        for (int node = first; node < end; node++)
        {
            _roles[node] = RoleByTypes(node, ref rrsets);
        }

        Interlocked.Add(ref _rrsetCount, rrsets);
    }

    private NodeRole RoleByTypes(int node, ref long rrsets)
    {
        NodeRole role = default;
        bool hasOther = false;
        bool hasRrsig = false;
        bool hasNsec = false;
        bool hasNsec3 = false;
        bool isEmpty = true;
        foreach (RRset rrset in _zone.RRsetsOf(node))
        {
            RRType type = rrset.Type;
            isEmpty = false;
            rrsets += type == RRType.RRSIG ? 0 : 1;
            hasRrsig |= type == RRType.RRSIG;
            hasNsec3 |= type == RRType.NSEC3;
            hasNsec |= type == RRType.NSEC;
            NodeRole mark = type switch
            {
                RRType.NS when node != 0 => NodeRole.Delegation,
                RRType.DS => NodeRole.HasDs,
                RRType.DNAME => NodeRole.HasDname,
                RRType.NSEC3 => NodeRole.HasNsec3,
                _ => default,
            };
            role |= mark;
            hasOther |= mark == default && type is not (RRType.RRSIG or RRType.NSEC);
        }

        Remember(hasRrsig, hasNsec, hasNsec3);
        role |= isEmpty ? NodeRole.Empty : default;
        role |= role == NodeRole.HasNsec3 && !hasOther && !hasNsec ? NodeRole.Hashed : default;
        return role | (role == default && hasNsec && !hasOther ? NodeRole.NsecAlone : default);
    }

    // Threads only ever set these: none writes back what it read.
    private void Remember(bool hasRrsig, bool hasNsec, bool hasNsec3)
    {
        if (hasRrsig)
        {
            _hasRrsig = true;
        }

        if (hasNsec)
        {
            _hasNsec = true;
        }

        if (hasNsec3)
        {
            _hasNsec3 = true;
        }
    }

    // Names come in canonical order, so what is below a cut follows it without a gap. A
    // hashed name below a DNAME at the apex is no data of the redirected tree (RFC 6672 §2.4
    // knows NSEC3 zones), so it is not occluded.
    private void FindOccluded()
    {
        int cut = -1;
        NodeRole below = default;
        for (int node = 0; node < _roles.Length; node++)
        {
            if (cut >= 0 && !WireName.IsAtOrBelow(_zone.NameOf(node), _zone.NameOf(cut)))
            {
                cut = -1;
            }

            if (cut >= 0)
            {
                bool isChain = cut == 0 && (_roles[node] & NodeRole.Hashed) != 0;
                _roles[node] |= isChain ? default : below;
            }
            else if ((_roles[node] & (NodeRole.Delegation | NodeRole.HasDname)) != 0)
            {
                cut = node;
                below = NodeRole.Occluded
                    | ((_roles[node] & NodeRole.HasDname) != 0 ? NodeRole.BelowDname : default);
            }
        }
    }

    private void FindProvenBelow()
    {
        Span<int> ancestors = stackalloc int[WireName.MaximumLabelCount + 2];
        int apexLabels = _zone.Apex.LabelCount;
        for (int node = 0; node < _roles.Length; node++)
        {
            int depth = WireName.CountLabels(_zone.NameOf(node)) - apexLabels;
            Debug.Assert(
                depth == 0 || WireName.IsAtOrBelow(_zone.NameOf(node), _zone.NameOf(ancestors[depth - 1])),
                "a name whose parent is not in the zone, not even as an empty non-terminal");
            ancestors[depth] = node;
            if (IsHashedName(node) && (_roles[node] & NodeRole.Empty) == 0 && !MayOptOut(node))
            {
                while (depth > 0 && (_roles[ancestors[--depth]] & NodeRole.HasProvenBelow) == 0)
                {
                    _roles[ancestors[depth]] |= NodeRole.HasProvenBelow;
                }
            }
        }
    }
}
