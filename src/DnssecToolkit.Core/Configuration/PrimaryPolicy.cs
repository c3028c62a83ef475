using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration;

/// <summary>A hidden primary that zones are fetched from by AXFR.</summary>
public sealed record PrimaryPolicy
{
    /// <summary>The name that zones use it by.</summary>
    public required string Name { get; init; }

    /// <summary>Its addresses; the first that answers is taken.</summary>
    public IReadOnlyList<ServerAddress> Servers { get; init; } = [];

    /// <summary>The file with the key that it shares with us (TSIG), or null.</summary>
    public string? Tsig { get; init; }

    /// <summary>How long a transfer may take, in seconds.</summary>
    public long Timeout { get; init; } = 3_600;
}
