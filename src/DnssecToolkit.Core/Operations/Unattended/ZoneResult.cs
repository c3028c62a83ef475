using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What became of a zone in a run.</summary>
/// <param name="Zone">The zone's name.</param>
/// <param name="Outcome">What was done.</param>
/// <param name="Reason">Why, as a lower-case clause.</param>
public sealed record ZoneResult(DomainName Zone, ZoneOutcome Outcome, string Reason)
{
    /// <summary>The report of the signing, where there was one.</summary>
    public ZoneSigningReport? Signing { get; init; }

    /// <summary>What was found in the input, and in the keys.</summary>
    public FindingList Findings { get; init; } = new();

    /// <summary>What went wrong; new input that was refused is that too, though the last accepted content may
    /// have been signed.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The zone's state after the run.</summary>
    public ZoneState State { get; init; } = new();

    /// <summary>The problem that began in this run, or in one that did not live to tell it; or
    /// null.</summary>
    public string? ProblemBegan { get; init; }

    /// <summary>The problem that people know of and that is over; or null.</summary>
    public string? ProblemEnded { get; init; }
}
