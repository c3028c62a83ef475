using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Backup;

/// <summary>Keeps what this process has in memory from disks and from other programs of the same user.</summary>
public static class ProcessPrivacy
{
    /// <summary>Forbids core files and debuggers, for good; a system that does not know how lets it be.</summary>
    public static void Enter() => HostLimits.ForbidCoreFiles();
}
