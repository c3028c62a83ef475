namespace DnssecToolkit.Configuration.Import;

/// <summary>What another program's configuration comes to.</summary>
internal sealed record ForeignConfiguration
{
    /// <summary>All policies, whether a zone uses them or not.</summary>
    internal required IReadOnlyList<ZonePolicy> Policies { get; init; }

    /// <summary>The zones that are signed.</summary>
    internal required IReadOnlyList<ImportedZone> Zones { get; init; }

    /// <summary>The command that makes the name server load a signed zone, or null.</summary>
    internal IReadOnlyList<string>? Reload { get; init; }

    /// <summary>The private keys that are not in BIND's files.</summary>
    internal IReadOnlyList<ForeignKey> Keys { get; init; } = [];
}
