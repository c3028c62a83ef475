using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration;

/// <summary>How a name server is told of a new zone file, and asked whether it serves it.</summary>
public sealed record ServerPolicy
{
    /// <summary>The name that zones use it by.</summary>
    public required string Name { get; init; }

    /// <summary>The command that makes it load the zone, or null where it notices by itself.</summary>
    public IReadOnlyList<string>? Reload { get; init; }

    /// <summary>How long that command may take, in seconds.</summary>
    public long ReloadTimeout { get; init; } = 30;

    /// <summary>The addresses that are asked for the new serial; none asks nobody.</summary>
    public IReadOnlyList<ServerAddress> Ask { get; init; } = [];

    /// <summary>How long they may take to have it, in seconds.</summary>
    public long AnswerWithin { get; init; } = 30;
}
