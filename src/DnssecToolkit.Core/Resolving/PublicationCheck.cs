using DnssecToolkit.Diagnostics;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>Compares a zone with what its servers and its parent's servers publish.</summary>
public static class PublicationCheck
{
    /// <summary>The most servers that a zone file can have asked: a hostile one must not send the operator around the world.</summary>
    public const int MaximumServers = 64;

    /// <summary>Asks the servers, all at once, and waits for them.</summary>
    /// <param name="zone">The zone as its file has it.</param>
    /// <param name="request">Which servers to ask.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <returns>What was found, server by server in the order given.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static IReadOnlyList<Finding> Run(Zone zone, PublicationRequest request, CancellationToken stop)
    {
        List<Finding> findings = [];
        PublishedKeys keys = PublishedKeys.Of(zone);
        List<Task<IReadOnlyList<Finding>>> servers = [];
        if (request.ChecksServers)
        {
            ServerCheck check = new(zone.Apex, zone.Soa.Serial, keys, request.Queries);
            IReadOnlyList<ServerAddress> addresses =
                request.Servers.Count > 0 ? request.Servers : ZoneServers.Of(zone, MaximumServers, findings);
            servers.AddRange(addresses.Select(address => check.RunAsync(address, stop)));
        }

        ParentCheck parents = new(zone.Apex, keys, request.Queries);
        Task<IReadOnlyList<Finding>> parent = parents.RunAsync(request.Parents, stop);
        servers.Add(parent);
        foreach (IReadOnlyList<Finding> found in Task.WhenAll(servers).GetAwaiter().GetResult())
        {
            findings.AddRange(found);
        }

        return findings;
    }
}
