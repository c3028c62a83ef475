namespace DnssecToolkit.Interop.Backup;

/// <summary>A fact that looks with strace into a process that hides itself from its own user; skipped with
/// the reason printed where that cannot be.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TracedFactAttribute : FactAttribute
{
    /// <summary>Names what it needs beside strace.</summary>
    public TracedFactAttribute(params string[] programs) => Skip = ReasonNotTo(programs);

    /// <summary>Why strace cannot be used so here, or null.</summary>
    internal static string? ReasonNotTo(params string[] programs) =>
        !Environment.IsPrivilegedProcess
            ? "keybackup hides its memory and descriptors from its own user, and root alone traces it"
        : SkipReason.ForPrograms(["strace", .. programs]);
}
