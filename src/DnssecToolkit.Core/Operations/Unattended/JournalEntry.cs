using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>One line of the journal.</summary>
/// <param name="Time">The run's moment.</param>
/// <param name="Run">The run's id.</param>
/// <param name="Event">What happened, such as <c>signed</c>, <c>refused</c>, <c>held</c>.</param>
/// <param name="Zone">The zone's name with its final dot, or null for what concerns the whole run.</param>
/// <param name="Reason">Why, as a lower-case clause.</param>
public sealed record JournalEntry(Timestamp Time, string Run, string Event, string? Zone, string Reason)
{
    /// <summary>Further values by name, such as the serial.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = new Dictionary<string, string>();
}
