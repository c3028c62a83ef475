using DnssecToolkit.Operations.Interop;

namespace DnssecToolkit.Operations;

/// <summary>What the kernel knows of this machine's clock.</summary>
public static class MachineClock
{
    // A sandbox of somebody's own (ProtectClock=) keeps the kernel from being asked.
    private const string Timesyncd = "/run/systemd/timesync/synchronized";

    private const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>The moment by the count that nobody sets; null where the system does not tell.</summary>
    public static BootMoment? SinceBoot
    {
        get
        {
            try
            {
                return KernelClock.SecondsSinceBoot is { } seconds
                    && File.ReadAllText(BootId).Trim() is { Length: > 0 } boot
                    ? new BootMoment(boot, seconds) : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }

    /// <summary>Whether somebody keeps it right; false also where nobody says.</summary>
    public static bool IsSynchronised => KernelClock.IsSynchronised || File.Exists(Timesyncd);
}
