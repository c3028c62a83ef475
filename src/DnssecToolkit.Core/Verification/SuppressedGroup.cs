namespace DnssecToolkit.Verification;

/// <summary>Findings that do not count, with the operator's reason.</summary>
/// <param name="Group">The findings.</param>
/// <param name="Reason">Why they do not count.</param>
public sealed record SuppressedGroup(FindingGroup Group, string Reason);
