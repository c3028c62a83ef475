using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Controls;

/// <summary>What the controls of a request look at.</summary>
/// <param name="Request">The request.</param>
/// <param name="Previous">The response before it, or null for the first of a zone.</param>
/// <param name="Ksks">The KSKs of this side, by which the previous response is trusted.</param>
/// <param name="Limits">What is accepted.</param>
/// <param name="Now">The present.</param>
/// <param name="Findings">Takes what a control says.</param>
internal sealed record ControlContext(
    SigningRequest Request, SignedResponse? Previous, ImmutableArray<ZoneKey> Ksks, RequestLimits Limits,
    Timestamp Now,
        FindingList Findings)
{
    /// <summary>The algorithms that the request claims, or those of its keys where the format has no
    /// claims.</summary>
    internal ImmutableArray<AlgorithmParameters> ClaimedAlgorithms { get; } = Request.Policy?.Algorithms
        ?? [.. Request.Bundles.SelectMany(bundle => bundle.Keys)
            .Select(key => AlgorithmParameters.Of(key.Key)).Distinct()];

    /// <summary>The bundle of the previous response that is served until the request's first: its last one,
    /// or an earlier one where the request replaces those that follow; null where there is none.</summary>
    internal KeyBundle? Before => Previous?.Before(Request.Bundles[0].Inception)[^1];

    /// <summary>The bundles in a row, two by two.</summary>
    internal IEnumerable<(KeyBundle Earlier, KeyBundle Later)> Neighbors =>
        Request.Bundles.Zip(Request.Bundles.Skip(1));

    /// <summary>Adds a finding about a bundle.</summary>
    internal void Report(CheckCode code, KeyBundle bundle, string message, string? hint = null) =>
        Findings.Add(new Finding(code, bundle.Location, $"bundle {bundle.Id}: {message}") { Hint = hint });

    /// <summary>Adds a finding about the whole request.</summary>
    internal void Report(CheckCode code, string message) =>
        Findings.Add(new Finding(code, new SourceLocation(Request.Bundles[0].Location.File), message));
}
