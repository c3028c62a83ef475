using DnssecToolkit.Operations.Interop;

namespace DnssecToolkit.Operations;

/// <summary>What the kernel knows of this machine's clock.</summary>
public static class MachineClock
{
    private const string Timesyncd = "/run/systemd/timesync/synchronized"; // a sandbox (ProtectClock=) keeps the kernel from being asked

    /// <summary>Whether somebody keeps it right; false also where nobody says.</summary>
    public static bool IsSynchronised => KernelClock.IsSynchronised || File.Exists(Timesyncd);
}
