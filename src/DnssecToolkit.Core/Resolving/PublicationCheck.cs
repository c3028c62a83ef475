using DnssecToolkit.Diagnostics;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Resolving;

/// <summary>Compares a zone with what its servers and its parent's servers publish.</summary>
public static class PublicationCheck
{
    /// <summary>The most servers that a zone file can have asked: a hostile one must not send the operator
    /// around the world.</summary>
    public const int MaximumServers = 64;

    /// <summary>Asks the servers, all at once, and waits for them.</summary>
    /// <param name="zone">The zone as its file has it.</param>
    /// <param name="request">Which servers to ask.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static PublicationReport Run(Zone zone, PublicationRequest request, CancellationToken stop) =>
        RunAsync(zone, request, stop).GetAwaiter().GetResult();

    private static async Task<PublicationReport> RunAsync(
        Zone zone, PublicationRequest request, CancellationToken stop)
    {
        PublishedKeys keys = PublishedKeys.Of(zone);
        ParentCheck parents = new(zone.Apex, keys, request.Queries);
        Task<PublicationReport> parent = parents.RunAsync(request.Parents, stop);
        List<Finding> findings = [];
        List<PublicationReport> reports = [];
        if (request.ChecksServers)
        {
            ServerCheck check = new(zone, keys, request);
            IReadOnlyList<ServerAddress> addresses = request.Servers.Count > 0
                ? request.Servers
                : await new ZoneServers(zone, request).FindAsync(MaximumServers, findings, stop);
            reports.AddRange(await Task.WhenAll(addresses.Select(one => check.RunAsync(one, stop))));
        }

        reports.Add(await parent);
        return new PublicationReport(
            [.. findings, .. reports.SelectMany(report => report.Findings)],
            [.. reports.SelectMany(report => report.Servers)]);
    }
}
