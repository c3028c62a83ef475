namespace DnssecToolkit.Interop.Backup;

/// <summary>A theory that looks with strace into a process that hides itself from its own user; skipped with
/// the reason printed where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedTheoryAttribute : TheoryAttribute
{
    /// <summary>Looks whether it can.</summary>
    public TracedTheoryAttribute() => Skip = TracedFactAttribute.ReasonNotTo();
}
