namespace DnssecToolkit.Configuration;

/// <summary>What scripts of ceremonies and the practice statement say that no other part of the configuration
/// knows.</summary>
public sealed record CeremonyConfiguration
{
    /// <summary>Who keeps the keys, or null.</summary>
    public string? Organisation { get; init; }

    /// <summary>Whom to ask, or null.</summary>
    public string? Contact { get; init; }

    /// <summary>Where ceremonies are held, or null.</summary>
    public string? Place { get; init; }

    /// <summary>The roles in a ceremony; none for the usual ones.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What takes the place of names in brackets in the practice statement, such as
    /// <c>URL</c>.</summary>
    public IReadOnlyDictionary<string, string> Statement { get; init; } = new Dictionary<string, string>();
}
