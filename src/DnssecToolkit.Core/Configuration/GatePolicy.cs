using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Configuration;

/// <summary>What has to be so before a zone's input is taken and its output installed.</summary>
public sealed record GatePolicy
{
    /// <summary>The name that zones use it by.</summary>
    public string Name { get; init; } = "default";

    /// <summary>How many percent of the names, and of the delegations, may be gone at once.</summary>
    public double MaximumRemovedPercent { get; init; } = 5;

    /// <summary>The percentage of delegations that may have other NS or DS at once; ten may always.</summary>
    public double MaximumChangedPercent { get; init; } = 25;

    /// <summary>How long every signature has to remain valid, in seconds.</summary>
    public long Margin { get; init; } = 86_400;

    /// <summary>Checks that do not count, each with the operator's reason.</summary>
    public IReadOnlyDictionary<CheckCode, string> Suppressions { get; init; } =
        new Dictionary<CheckCode, string>();

    /// <summary>What a key needs before it signs for the first time.</summary>
    public BackupDemand RequireBackup { get; init; } = BackupDemand.None;

    /// <summary>The register of copies that keybackup keeps; null where nothing is needed.</summary>
    public string? BackupRegister { get; init; }

    /// <summary>Commands that have to end with status 0 for the signed zone, before it is
    /// installed.</summary>
    public IReadOnlyList<IReadOnlyList<string>> SecondOpinions { get; init; } = [];

    /// <summary>How long each of them may take, in seconds.</summary>
    public long Timeout { get; init; } = 300;
}
