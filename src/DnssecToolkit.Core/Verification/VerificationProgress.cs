namespace DnssecToolkit.Verification;

/// <summary>How far a verification has come.</summary>
/// <param name="Stage">What is being checked, such as <c>signatures</c>.</param>
/// <param name="Done">Names dealt with in this stage.</param>
/// <param name="Total">Names there are.</param>
public readonly record struct VerificationProgress(string Stage, long Done, long Total);
