namespace DnssecToolkit.Interop.Bundles;

/// <summary>A fact about a machine without a network, made with <c>unshare</c>; skipped, with the reason,
/// where nobody may do that.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OfflineMachineFactAttribute : FactAttribute
{
    public OfflineMachineFactAttribute() =>
        Skip = ForeignTool.Find("unshare") is null ? "unshare is not installed"
        : ForeignTool.Run("unshare", "--net", "--mount", "true").Succeeded
        ? null : "this user may not leave the machine's network and mounts";
}
