namespace DnssecToolkit.Resolving;

/// <summary>How patient a zone transfer is, and how much it takes.</summary>
public sealed record TransferPolicy
{
    /// <summary>How long the other end may take for the connection, and for each message.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the whole transfer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many octets of messages are taken at most.</summary>
    public long MostOctets { get; init; } = 8L << 30;
}
