namespace DnssecToolkit.Interop.Foreign;

/// <summary>A fact that needs foreign programs, and is skipped with the reason printed where one is not
/// installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ForeignToolFactAttribute : FactAttribute
{
    /// <summary>Names the programs.</summary>
    public ForeignToolFactAttribute(params string[] programs) => Skip = SkipReason.ForPrograms(programs);
}
