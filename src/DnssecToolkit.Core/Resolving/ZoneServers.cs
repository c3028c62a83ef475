using System.Net;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>The addresses of a zone's servers: as the operator gives them, else as the zone has them, else by
/// a resolver.</summary>
/// <param name="zone">The zone.</param>
/// <param name="request">What the operator gave, and who resolves what the zone does not have.</param>
internal sealed class ZoneServers(Zone zone, PublicationRequest request)
{
    private readonly AddressLookup _lookup = new(request.Resolver, request.Queries);

    /// <summary>Finds them.</summary>
    /// <param name="most">How many names to look up, and addresses to take, at most.</param>
    /// <param name="findings">Takes the servers that cannot be asked.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task<IReadOnlyList<ServerAddress>> FindAsync(
        int most, List<Finding> findings, CancellationToken stop)
    {
        List<(DomainName Name, SourceLocation Place)> names = Names();
        (IReadOnlyList<ServerAddress> Addresses, string? Failure)[] found =
            await Task.WhenAll(
                names.Take(most).Select(server => AddressesAsync(server.Name, server.Place, stop)));
        List<ServerAddress> servers = [];
        for (int i = 0; i < names.Count; i++)
        {
            (IReadOnlyList<ServerAddress> addresses, string? failure) = i < most ? found[i] : ([], null);
            if (addresses.Count == 0 || servers.Count + addresses.Count > most)
            {
                string reason = failure ?? $"it comes after {most} others";
                findings.Add(new Finding(
                    CheckCodes.ServerNotAsked, names[i].Place, $"{names[i].Name} was not asked: {reason}"));
                continue;
            }

            servers.AddRange(addresses);
        }

        return WithRoute(servers, findings);
    }

    // A host without IPv6 asks by IPv4, and says so; one without any route asks all, so that the verdict is
    // not sound.
    private static ServerAddress[] WithRoute(List<ServerAddress> servers, List<Finding> findings)
    {
        IPAddress[] reachable =
            Routes.Reachable([.. servers.Select(server => server.EndPoint.Address)], Routes.HasRoute);
        ILookup<bool, ServerAddress> asked =
            servers.ToLookup(server => reachable.Contains(server.EndPoint.Address));
        findings.AddRange(asked[false].Select(server => new Finding(
            CheckCodes.ServerNotAsked, server.Location,
            $"{server} was not asked: this host has no route to it")));
        return [.. asked[true]];
    }

    private List<(DomainName Name, SourceLocation Place)> Names()
    {
        List<(DomainName Name, SourceLocation Place)> names = [];
        if (zone.TryFind(0, RRType.NS, out RRset rrset))
        {
            for (int i = 0; i < rrset.Count; i++)
            {
                names.Add((DomainName.FromTrustedWire(rrset.RDataOf(i)), rrset.LocationOf(i)));
            }
        }

        // A server that the operator names is asked even where the zone does not name it.
        names.AddRange(request.Addresses.Select(given => given.Server).Distinct()
            .Where(given => !names.Exists(known => known.Name == given))
            .Select(given => (given, default(SourceLocation))));
        return names;
    }

    private async Task<(IReadOnlyList<ServerAddress> Addresses, string? Failure)> AddressesAsync(
        DomainName name, SourceLocation place, CancellationToken stop)
    {
        ServerAddress Named(ServerAddress address) =>
            address with { Name = name.ToString(), Location = place };
        ServerAddress[] given =
            [.. request.Addresses.Where(one => one.Server == name).Select(one => Named(one.Address))];
        if (given.Length > 0)
        {
            return (given, null);
        }

        IPAddress[] own = AddressesInZone(name);
        (IPAddress[] found, string? failure) =
            own.Length > 0 ? (own, null) : await _lookup.FindAsync(name, stop);
        return ([.. found.Select(address => Named(ServerAddress.Of(address)))],
            failure is null ? null : $"it has no address in the zone, and {failure}");
    }

    private IPAddress[] AddressesInZone(DomainName name)
    {
        List<IPAddress> found = [];
        int node = zone.Find(name.Wire);
        foreach (RRType type in (ReadOnlySpan<RRType>)[RRType.A, RRType.AAAA])
        {
            if (node >= 0 && zone.TryFind(node, type, out RRset addresses))
            {
                for (int i = 0; i < addresses.Count; i++)
                {
                    found.Add(new IPAddress(addresses.RDataOf(i)));
                }
            }
        }

        return [.. found];
    }
}
