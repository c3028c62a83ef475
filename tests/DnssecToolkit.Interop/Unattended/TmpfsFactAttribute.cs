namespace DnssecToolkit.Interop.Unattended;

/// <summary>A fact that needs a small file system of its own, and is skipped with the reason where this user
/// may not mount one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TmpfsFactAttribute : FactAttribute
{
    /// <summary>Names the programs.</summary>
    public TmpfsFactAttribute(params string[] programs) =>
        Skip = SkipReason.ForPrograms(programs) ?? ReasonAgainstMounting();

    private static string? ReasonAgainstMounting()
    {
        using TemporaryDirectory directory = new();
        if (!ForeignTool.Run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.FullName).Succeeded)
        {
            return "this user may not mount a tmpfs";
        }

        ForeignTool.Run("umount", directory.FullName).MustSucceed();
        return null;
    }
}
