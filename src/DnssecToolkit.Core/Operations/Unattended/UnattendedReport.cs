using System.Globalization;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What a run came to.</summary>
/// <param name="RunId">The run's id.</param>
/// <param name="Moment">Its moment.</param>
/// <param name="Results">What became of each zone, in the configuration's order.</param>
/// <param name="InterruptedRun">The run before, where that did not come to its end.</param>
public sealed record UnattendedReport(string RunId, Timestamp Moment, IReadOnlyList<ZoneResult> Results,
    string? InterruptedRun)
{
    /// <summary>What kept the runs before from doing anything, and does so no more; or null.</summary>
    public string? ProblemEnded { get; init; }

    /// <summary>The tokens that this run had to do without.</summary>
    public IReadOnlyList<TokenLoss> LostTokens { get; init; } = [];

    /// <summary>How many zones have an outcome.</summary>
    public int CountOf(ZoneOutcome outcome) => Results.Count(result => result.Outcome == outcome);

    /// <summary>The counts in words.</summary>
    public string Summary => string.Create(
        CultureInfo.InvariantCulture,
        $"{Results.Count} zones: {string.Join(", ", Results.GroupBy(result => result.Outcome).OrderBy(group => group.Key)
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key.ToString().ToLowerInvariant()}")))}");
}
