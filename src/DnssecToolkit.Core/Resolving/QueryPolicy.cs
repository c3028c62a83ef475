namespace DnssecToolkit.Resolving;

/// <summary>How patient a query is.</summary>
public sealed record QueryPolicy
{
    /// <summary>How long one try waits for its answer; over TCP, from the connection to the last
    /// octet.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a question is sent over UDP before the server counts as silent: 1 at
    /// least.</summary>
    public int Tries { get; init; } = 3;

    /// <summary>Whether recursion is desired: of a resolver, not of a server of the zone.</summary>
    public bool IsRecursive { get; init; }
}
