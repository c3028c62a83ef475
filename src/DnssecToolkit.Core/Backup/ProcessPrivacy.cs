using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Backup;

/// <summary>Keeps what this process has in memory from disks and from other programs of the same
/// user.</summary>
public static class ProcessPrivacy
{
    private static bool _isPrivate;

    /// <summary>What could not be kept from the disk, as a clause; null where nothing is amiss, or privacy
    /// was not asked for.</summary>
    public static string? Lapse => !_isPrivate || SecretMemory.Unlocked == 0 ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"{SecretMemory.Unlocked} octets of secrets could not be locked into memory (mlock; RLIMIT_MEMLOCK is "
            + $"{HostLimits.MostLockedMemory}), and may be in swap space now");

    /// <summary>Forbids core files and debuggers of the same user, for good: keys and PINs pass through every
    /// tool.</summary>
    public static void ForbidCoreFiles() => HostLimits.ForbidCoreFiles();

    /// <summary>Forbids those, and lets as much memory be locked as this user may; a system that does not
    /// know how lets it be.</summary>
    public static void Enter()
    {
        ForbidCoreFiles();
        HostLimits.LockAsMuchMemoryAsAllowed();
        _isPrivate = true;
    }
}
