using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Configuration.Import;

/// <summary>A zone of another program's configuration.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Policy">How it is signed.</param>
/// <param name="Place">Where it stands.</param>
internal sealed record ImportedZone(DomainName Name, ZonePolicy Policy, SourceLocation Place)
{
    /// <summary>The unsigned zone file, or null where the zone comes by transfer.</summary>
    internal string? File { get; init; }

    /// <summary>Where it comes from by transfer, or null where it has a file.</summary>
    internal PrimaryPolicy? Primary { get; init; }

    /// <summary>The directory of its keys as BIND has them, or null where keys have another form
    /// there.</summary>
    internal string? Keys { get; init; }

    /// <summary>The signed zone file, or null where there is none of its own.</summary>
    internal string? Output { get; init; }

    /// <summary>The token of its keys, or null.</summary>
    internal TokenConfiguration? Token { get; init; }

    /// <summary>The servers of its parent, as far as they are named.</summary>
    internal IReadOnlyList<ServerAddress> Parents { get; init; } = [];
}
