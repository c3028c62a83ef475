using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Resolving;

/// <summary>Which servers are to be asked about a zone.</summary>
public sealed record PublicationRequest
{
    /// <summary>The moment at which the signatures that servers send have to be valid.</summary>
    public required Timestamp Moment { get; init; }

    /// <summary>How long those signatures have to remain valid, in seconds; less is a warning.</summary>
    public long Margin { get; init; }

    /// <summary>Whether the zone's own servers are asked.</summary>
    public bool ChecksServers { get; init; }

    /// <summary>The servers to ask in place of those that the zone names; empty for those.</summary>
    public IReadOnlyList<ServerAddress> Servers { get; init; } = [];

    /// <summary>Addresses of servers by name, which hold in place of the zone's and the resolver's; a name
    /// may have several.</summary>
    public IReadOnlyList<(DomainName Server, ServerAddress Address)> Addresses { get; init; } = [];

    /// <summary>Who resolves the addresses that the zone does not have; null for the system.</summary>
    public ServerAddress? Resolver { get; init; }

    /// <summary>The parent's servers to ask; empty to ask none.</summary>
    public IReadOnlyList<ServerAddress> Parents { get; init; } = [];

    /// <summary>How patient each query is.</summary>
    public QueryPolicy Queries { get; init; } = new();

    /// <summary>Whether anything is to be asked.</summary>
    public bool AsksAny => ChecksServers || Parents.Count > 0;
}
