using System.Net;
using System.Net.Sockets;
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
    private const int AnyPort = 53;

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
        .Where(node => _zone.KindOf(node) == NodeKind.Delegation).Select(node => DomainName.FromTrustedWire(_zone.NameOf(node)));

    /// <summary>Reads a parent's accepted content.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read.</exception>
    internal static Delegations Read(string file, ZoneConfiguration zone, int threads, QueryPolicy queries, CancellationToken stop)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(file, new ZoneFileOptions { Origin = zone.Name, Includes = zone.Includes, Threads = threads }, findings, stop);
        return new Delegations(new ZoneBuilder(zone.Name, findings, threads).Add(content.Pages).Build(), zone.Children!, queries);
    }

    /// <summary>The names of a child's servers.</summary>
    internal IReadOnlyList<DomainName> ServersOf(DomainName child) => [.. RDataOf(child, RRType.NS).Select(rdata => DomainName.FromTrustedWire(rdata))];

    /// <summary>The DS set that the parent's input has for a child.</summary>
    internal IReadOnlyList<byte[]> DsOf(DomainName child) => ChildSet.Sorted(RDataOf(child, RRType.DS));

    /// <summary>The addresses of all servers of a child: from the configuration, from the zone, or by the resolver.</summary>
    /// <returns>Null where a server has none that is known: then not all could be asked.</returns>
    internal async Task<IReadOnlyList<ServerAddress>?> AddressesAsync(DomainName child, CancellationToken stop)
    {
        if (_policy.Servers.TryGetValue(child, out IReadOnlyList<ServerAddress>? configured))
        {
            return configured;
        }

        List<ServerAddress> addresses = [];
        foreach (DomainName server in ServersOf(child))
        {
            byte[][] found = [.. RDataOf(server, RRType.A), .. RDataOf(server, RRType.AAAA)];
            found = found.Length == 0 && _policy.Resolver is { } resolver ? await ResolveAsync(resolver, server, stop) : found;
            if (found.Length == 0)
            {
                return null;
            }

            addresses.AddRange(Reachable([.. found.Select(octets => new IPAddress(octets))], HasRoute)
                .Select(address => ServerAddress.Of(address) with { Name = server.ToString() }));
        }

        return addresses.Count is > 0 and <= MostAddresses ? addresses : null;
    }

    /// <summary>The addresses of one server that can be asked from here: where this host has no route to one family, the other's are enough,
    /// because both are of one server; where it has a route to none, all, so that the doubt is told.</summary>
    internal static IPAddress[] Reachable(IPAddress[] addresses, Func<IPAddress, bool> hasRoute)
    {
        AddressFamily[] routed = [.. addresses.Where(hasRoute).Select(address => address.AddressFamily).Distinct()];
        return routed.Length == 0 ? addresses : [.. addresses.Where(address => routed.Contains(address.AddressFamily))];
    }

    // Connecting a datagram socket asks the routing table alone, and sends nothing.
    private static bool HasRoute(IPAddress address)
    {
        try
        {
            using Socket socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(address, AnyPort);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.AddressFamilyNotSupported
            or SocketError.AddressNotAvailable)
        {
            return false;
        }
        catch (SocketException)
        {
            return true; // it is asked, and what comes of that is told
        }
    }

    private async Task<byte[][]> ResolveAsync(ServerAddress resolver, DomainName server, CancellationToken stop)
    {
        AuthorityQuery query = new(resolver, _queries with { IsRecursive = true });
        List<byte[]> found = [];
        foreach (RRType type in (RRType[])[RRType.A, RRType.AAAA])
        {
            AuthorityAnswer answer = await query.AskAsync(new Question(server, type), stop);
            found.AddRange(answer.IsWhole ? answer.Message.Answers(server, type).Select(rdata => rdata.ToArray()) : []);
        }

        return [.. found];
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
