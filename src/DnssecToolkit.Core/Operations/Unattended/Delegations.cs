using System.Net;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Resolving;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A parent's delegations, as its last accepted content has them.</summary>
internal sealed class Delegations
{
    private const int MostAddresses = 32; // of one child's servers

    private readonly Zone _zone;
    private readonly ChildrenPolicy _policy;
    private readonly QueryPolicy _queries;

    private Delegations(Zone zone, ChildrenPolicy policy, QueryPolicy queries)
    {
        _zone = zone;
        _policy = policy;
        _queries = queries;
    }

    /// <summary>The children.</summary>
    internal IEnumerable<DomainName> Children => Enumerable.Range(1, Math.Max(0, _zone.NodeCount - 1))
        .Where(node => _zone.KindOf(node) == NodeKind.Delegation)
        .Select(node => DomainName.FromTrustedWire(_zone.NameOf(node)));

    /// <summary>Those that have DS here.</summary>
    internal IEnumerable<DomainName> SecureChildren => Enumerable.Range(1, Math.Max(0, _zone.NodeCount - 1))
        .Where(node => _zone.KindOf(node) == NodeKind.Delegation && _zone.TryFind(node, RRType.DS, out _))
        .Select(node => DomainName.FromTrustedWire(_zone.NameOf(node)));

    /// <summary>Reads a parent's accepted content.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    internal static Delegations Read(string file, ZoneConfiguration zone, int threads, QueryPolicy queries,
        CancellationToken stop)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(file,
            new ZoneFileOptions
            {
                Origin = zone.Name,
                Includes = zone.Includes,
                Threads = threads
            }, findings, stop);
        return new Delegations(new ZoneBuilder(zone.Name, findings, threads).Add(content.Pages).Build(),
            zone.Children!, queries);
    }

    /// <summary>The names of a child's servers.</summary>
    internal IReadOnlyList<DomainName> ServersOf(DomainName child) =>
        [.. RDataOf(child, RRType.NS).Select(rdata => DomainName.FromTrustedWire(rdata))];

    /// <summary>The DS set that the parent's input has for a child.</summary>
    internal IReadOnlyList<byte[]> DsOf(DomainName child) => ChildSet.Sorted(RDataOf(child, RRType.DS));

    /// <summary>The addresses of all servers of a child: from the configuration, from the zone, or by the
    /// resolver.</summary>
    /// <returns>Null where a server has none that is known: then not all could be asked.</returns>
    internal async Task<IReadOnlyList<ServerAddress>?> AddressesAsync(DomainName child,
        CancellationToken stop)
    {
        if (_policy.Servers.TryGetValue(child, out IReadOnlyList<ServerAddress>? configured))
        {
            return configured;
        }

        List<ServerAddress> addresses = [];
        foreach (DomainName server in ServersOf(child))
        {
            IPAddress[] found = [.. RDataOf(server, RRType.A).Concat(RDataOf(server, RRType.AAAA))
                .Select(octets => new IPAddress(octets))];
            if (found.Length == 0 && _policy.Resolver is { } resolver)
            {
                (found, _) = await new AddressLookup(resolver, _queries).FindAsync(server, stop);
            }

            if (found.Length == 0)
            {
                return null;
            }

            addresses.AddRange(Routes.Reachable(found, Routes.HasRoute)
                .Select(address => ServerAddress.Of(address) with { Name = server.ToString() }));
        }

        return addresses.Count is > 0 and <= MostAddresses ? addresses : null;
    }

    private List<byte[]> RDataOf(DomainName owner, RRType type)
    {
        List<byte[]> found = [];
        int node = _zone.Find(owner.Wire);
        if (node >= 0 && _zone.TryFind(node, type, out RRset rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                found.Add(rrset.RDataOf(i).ToArray());
            }
        }

        return found;
    }
}
