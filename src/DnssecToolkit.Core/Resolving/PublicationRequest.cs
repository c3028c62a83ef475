namespace DnssecToolkit.Resolving;

/// <summary>Which servers are to be asked about a zone.</summary>
public sealed record PublicationRequest
{
    /// <summary>Whether the zone's own servers are asked.</summary>
    public bool ChecksServers { get; init; }

    /// <summary>The servers to ask in place of those that the zone names; empty for those.</summary>
    public IReadOnlyList<ServerAddress> Servers { get; init; } = [];

    /// <summary>The parent's servers to ask; empty to ask none.</summary>
    public IReadOnlyList<ServerAddress> Parents { get; init; } = [];

    /// <summary>How patient each query is.</summary>
    public QueryPolicy Queries { get; init; } = new();

    /// <summary>Whether anything is to be asked.</summary>
    public bool AsksAny => ChecksServers || Parents.Count > 0;
}
