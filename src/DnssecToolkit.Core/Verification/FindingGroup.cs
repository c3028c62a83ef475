using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>All findings of one cause: one line for the operator, however many names it breaks.</summary>
/// <param name="Code">The check.</param>
/// <param name="Cause">What the findings share beyond the code, such as a key;
/// empty where the code says it all.</param>
/// <param name="Count">How many findings there are.</param>
/// <param name="Effect">What a resolver would see.</param>
/// <param name="Examples">The first findings in the zone's order: 1 to <see cref="MaximumExamples"/>.</param>
public sealed record FindingGroup(
    CheckCode Code, string Cause, long Count, ResolverEffect Effect, IReadOnlyList<Finding> Examples)
{
    /// <summary>The most examples a group keeps.</summary>
    public const int MaximumExamples = 3;

    /// <summary>The code's severity.</summary>
    public Severity Severity => Code.Severity;
}
