using System.Net;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>The addresses of a zone's servers as the zone itself has them: its NS with addresses in the zone or glue.</summary>
internal static class ZoneServers
{
    /// <summary>Finds them.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="most">How many addresses to take at most.</param>
    /// <param name="findings">Takes the servers that cannot be asked.</param>
    public static IReadOnlyList<ServerAddress> Of(Zone zone, int most, List<Finding> findings)
    {
        List<ServerAddress> servers = [];
        if (!zone.TryFind(0, RRType.NS, out RRset rrset))
        {
            return servers;
        }

        for (int i = 0; i < rrset.Count; i++)
        {
            DomainName name = DomainName.FromTrustedWire(rrset.RDataOf(i));
            List<ServerAddress> found = AddressesOf(zone, name, rrset.LocationOf(i));
            if (found.Count == 0 || servers.Count + found.Count > most)
            {
                string reason = found.Count == 0
                    ? "has no address in the zone: give its address by --server" : $"comes after {most} addresses";
                findings.Add(new Finding(CheckCodes.ServerNotAsked, rrset.LocationOf(i), $"{name} was not asked: it {reason}"));
                continue;
            }

            servers.AddRange(found);
        }

        return servers;
    }

    private static List<ServerAddress> AddressesOf(Zone zone, DomainName name, SourceLocation location)
    {
        List<ServerAddress> found = [];
        int node = zone.Find(name.Wire);
        foreach (RRType type in (ReadOnlySpan<RRType>)[RRType.A, RRType.AAAA])
        {
            if (node >= 0 && zone.TryFind(node, type, out RRset addresses))
            {
                for (int i = 0; i < addresses.Count; i++)
                {
                    found.Add(ServerAddress.Of(new IPAddress(addresses.RDataOf(i))) with
                    {
                        Name = name.ToString(),
                        Location = location,
                    });
                }
            }
        }

        return found;
    }
}
