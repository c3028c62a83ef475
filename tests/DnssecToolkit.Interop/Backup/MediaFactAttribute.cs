namespace DnssecToolkit.Interop.Backup;

/// <summary>A fact that mounts file systems of its own, and is skipped with the reason printed where that is
/// not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MediaFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Reason = new(Try);

    /// <summary>Tries to mount once.</summary>
    public MediaFactAttribute() => Skip = WhyNot;

    /// <summary>Why nothing can be mounted here, or null.</summary>
    internal static string? WhyNot => Reason.Value;

    private static string? Try()
    {
        if (!Environment.IsPrivilegedProcess || ForeignTool.Find("mount") is null)
        {
            return "only root mounts file systems";
        }

        using TemporaryDirectory directory = new();
        ForeignRun mounted = ForeignTool.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs",
            directory.FullName);
        return mounted.Succeeded && ForeignTool.Run("umount", directory.FullName).Succeeded
            ? null : $"this machine lets nobody mount: {mounted.Error.Trim()}";
    }
}
