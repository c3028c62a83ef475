using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>What a check beyond the file gave, such as one of what servers publish.</summary>
/// <param name="Findings">What was found.</param>
/// <param name="Servers">What each server answered, a line each.</param>
public sealed record FurtherFindings(IReadOnlyList<Finding> Findings, IReadOnlyList<string> Servers);
