using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Says what changed of what no signature is over in a signed zone: NS at zone cuts, and
/// what lies at and below them.</summary>
/// <remarks>There a change that was meant and damage to the file look alike, so that somebody has to be told
/// (RFC 4035 §2.2).</remarks>
internal sealed class UnsignedDifference(
    Zone old, ZoneWalk oldWalk, Zone current, ZoneWalk currentWalk, FindingSink sink)
{
    private readonly bool _isSigned = currentWalk.HasRrsig;

    /// <summary>Looks at a name that only the old version has.</summary>
    public void Removed(int node)
    {
        if (IsUnsigned(oldWalk, node))
        {
            Report(old, node, "gone");
        }
    }

    /// <summary>Looks at a name that only the new version has.</summary>
    public void Added(int node)
    {
        if (IsUnsigned(currentWalk, node))
        {
            Report(current, node, "new");
        }
    }

    /// <summary>Looks at a name that both versions have, with other data.</summary>
    public void Changed(int before, int after)
    {
        bool was = IsUnsigned(oldWalk, before);
        bool isUnsigned = IsUnsigned(currentWalk, after);
        if (was && isUnsigned)
        {
            if (!ZoneDifference.AreSame(old, before, current, after, IsUnsignedType))
            {
                Report(current, after, "changed");
            }
        }
        else if (was)
        {
            Report(old, before, "gone");
        }
        else if (isUnsigned)
        {
            Report(current, after, "new");
        }
    }

    private static bool IsUnsignedType(RRType type) => type != RRType.DS && ZoneDifference.IsContent(type);

    private bool IsUnsigned(ZoneWalk walk, int node) =>
        _isSigned && (walk.RoleOf(node) & (NodeRole.Delegation | NodeRole.Occluded)) != 0
        && (walk.RoleOf(node) & (NodeRole.Empty | NodeRole.Hashed)) == 0;

    private void Report(Zone zone, int node, string how)
    {
        foreach (RRset rrset in zone.RRsetsOf(node))
        {
            sink.Add(
                CheckCodes.PreviousUnsignedData,
                $"what is {how}",
                rrset.LocationOf(0),
                $"{Phrase.Name(zone.NameOf(node))}: unsigned data {how} since the previous version");
            return;
        }
    }
}
