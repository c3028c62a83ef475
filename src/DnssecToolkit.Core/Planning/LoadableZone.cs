using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>Finds what a name server would not load, or a signer should not sign, before any work goes into
/// it.</summary>
public static class LoadableZone
{
    /// <summary>Looks at every name once.</summary>
    /// <param name="zone">The prepared zone.</param>
    /// <param name="findings">Takes wildcards that are delegated, and DS records without a
    /// delegation.</param>
    public static void Check(Zone zone, FindingList findings)
    {
        for (int node = 1; node < zone.NodeCount; node++)
        {
            NodeKind kind = zone.KindOf(node);
            if (kind == NodeKind.Delegation && WireName.IsWildcard(zone.NameOf(node))
                && zone.TryFind(node, RRType.NS, out RRset ns))
            {
                string name = DomainName.FromTrustedWire(ns.Owner).ToString();
                findings.Add(new Finding(
                    CheckCodes.SigningWildcardDelegated, ns.LocationOf(0),
                    $"{name} is a wildcard with NS records, which BIND does not load"));
            }

            if (kind == NodeKind.Authoritative && zone.TryFind(node, RRType.DS, out RRset ds))
            {
                string name = DomainName.FromTrustedWire(ds.Owner).ToString();
                findings.Add(new Finding(
                    CheckCodes.SigningDsWithoutDelegation, ds.LocationOf(0),
                    $"{name} has DS records but no NS records"));
            }
        }
    }
}
