using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration;

/// <summary>All that <c>signall</c> does unattended, read once and checked as a whole
/// (docs/configuration.md).</summary>
public sealed record SignerConfiguration
{
    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>The directory for what is remembered between runs.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>The zones, children before their parents, else in canonical order.</summary>
    public required IReadOnlyList<ZoneConfiguration> Zones { get; init; }

    /// <summary>Files in directories of zones whose names are no zones', and directories that cannot be
    /// read.</summary>
    public IReadOnlyList<Finding> Strays { get; init; } = [];

    /// <summary>Where the zones of directories have their signed files.</summary>
    public IReadOnlyList<FoundOutput> FoundOutputs { get; init; } = [];

    /// <summary>When the clock is not believed.</summary>
    public ClockPolicy Clock { get; init; } = new();

    /// <summary>Who is told of what.</summary>
    public NotificationPolicy Notifications { get; init; } = new();

    /// <summary>Where the state is published.</summary>
    public StatusOutputs Status { get; init; } = new();

    /// <summary>What scripts of ceremonies and the practice statement say.</summary>
    public CeremonyConfiguration Ceremony { get; init; } = new();

    /// <summary>How long a zone file must have been left alone before it is read, in seconds.</summary>
    public long Settle { get; init; } = 2;

    /// <summary>How many zones are worked on at once: 1 at least; null for one a core.</summary>
    public int? Parallel { get; init; }

    /// <summary>Whether other machines may sign these zones: then a signer that knows nothing of its role
    /// signs nothing.</summary>
    public bool HasSeveralSigners { get; init; }

    /// <summary>The command that makes sure that no other signer is at work, before this one takes over; or
    /// null.</summary>
    public IReadOnlyList<string>? Fence { get; init; }

    /// <summary>How long that command may take, in seconds.</summary>
    public long FenceTimeout { get; init; } = 60;

    /// <summary>Finds a zone by its name.</summary>
    public ZoneConfiguration? Find(DomainName zone) =>
        Zones.FirstOrDefault(candidate => candidate.Name == zone);

    /// <summary>Finds the zone that a name is in: the closest that encloses it.</summary>
    public ZoneConfiguration? Enclosing(DomainName name) => Zones
        .Where(zone => name.IsAtOrBelow(zone.Name)).MaxBy(zone => zone.Name.LabelCount);
}
