namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Whether a device's module has to reach the network, be it another program of this machine over
/// TCP.</summary>
/// <param name="IsGiven">Whether it has to, as a rule.</param>
/// <param name="Variable">The environment variable that can say that it need not, or null.</param>
/// <param name="LocalTransports">What that begins with where the device is reached through a file or a local
/// socket.</param>
public sealed record NetworkNeed(bool IsGiven, string? Variable = null,
    params IReadOnlyList<string> LocalTransports)
{
    /// <summary>It has to.</summary>
    public static NetworkNeed Always { get; } = new(IsGiven: true);

    /// <summary>It need not.</summary>
    public static NetworkNeed Never { get; } = new(IsGiven: false);

    /// <summary>Whether it has to, with the environment that modules see.</summary>
    /// <param name="environment">The variables.</param>
    public bool HoldsWith(IEnumerable<KeyValuePair<string, string>> environment) =>
        IsGiven && !(Variable is not null
        && environment.Any(pair => pair.Key == Variable
            && LocalTransports.Any(start => pair.Value.StartsWith(start, StringComparison.Ordinal))));
}
