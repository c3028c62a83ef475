using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Operations;

/// <summary>A directory in memory for token files, which this user alone can read; removed when
/// disposed.</summary>
internal sealed class MemoryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly string _path;

    private MemoryDirectory(string path) => _path = path;

    /// <summary>Makes one.</summary>
    /// <param name="store">What it is for.</param>
    /// <exception cref="UnwritableOutputException">There is no file system in memory.</exception>
    internal static MemoryDirectory For(BackupStore store)
    {
        if (!Directory.Exists(Memory) || new DriveInfo(Memory).DriveFormat != "tmpfs")
        {
            throw new UnwritableOutputException(
                $"{Memory}: no file system in memory, so that {store.Name} has no place to be tried",
                    "mount -t tmpfs tmpfs /dev/shm");
        }

        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string path = Path.Combine(Memory, $"keybackup-{name}");
        Directory.CreateDirectory(path,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new MemoryDirectory(path);
    }

    /// <summary>Takes token files of SoftHSM, whose module looks there from now on.</summary>
    internal void TakeSoftHsm(BackupContents files)
    {
        BackupRestore.WriteAll(files, Path.Combine(_path, "tokens"));
        string configuration = Path.Combine(_path, "softhsm2.conf");
        File.WriteAllText(configuration,
            $"directories.tokendir = {_path}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n");
        ProcessEnvironment.Set("SOFTHSM2_CONF", configuration);
    }

    /// <summary>Removes it.</summary>
    public void Dispose() => Directory.Delete(_path, recursive: true);
}
