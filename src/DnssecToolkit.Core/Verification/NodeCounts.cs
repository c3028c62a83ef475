using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>How many names a zone has.</summary>
/// <param name="Names">Names with records.</param>
/// <param name="Data">Names with records other than NSEC3.</param>
/// <param name="Delegations">Zone cuts.</param>
/// <param name="SecureDelegations">Zone cuts with DS.</param>
internal readonly record struct NodeCounts(long Names, long Data, long Delegations, long SecureDelegations)
{
    private const NodeRole Cut = NodeRole.Delegation | NodeRole.Occluded; // an occluded NS is no cut

    /// <summary>Counts.</summary>
    public static NodeCounts Of(Zone zone, ZoneWalk walk)
    {
        long names = 0;
        long data = 0;
        long delegations = 0;
        long secure = 0;
        for (int node = 0; node < zone.NodeCount; node++)
        {
            NodeRole role = walk.RoleOf(node);
            bool isCut = (role & Cut) == NodeRole.Delegation;
            names += (role & NodeRole.Empty) == 0 ? 1 : 0;
            data += (role & (NodeRole.Empty | NodeRole.Hashed)) == 0 ? 1 : 0;
            delegations += isCut ? 1 : 0;
            secure += isCut && (role & NodeRole.HasDs) != 0 ? 1 : 0;
        }

        return new NodeCounts(names, data, delegations, secure);
    }
}
