namespace DnssecToolkit.Interop.Foreign;

/// <summary>A theory that needs foreign programs, and is skipped with the reason printed where one is not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignToolTheoryAttribute : TheoryAttribute
{
    /// <summary>Names the programs.</summary>
    public ForeignToolTheoryAttribute(params string[] programs) => Skip = SkipReason.ForPrograms(programs);
}
