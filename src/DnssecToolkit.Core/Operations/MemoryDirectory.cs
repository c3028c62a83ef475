using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Operations;

/// <summary>A directory in memory for token files, which this user alone can read; removed when disposed.
/// What a run leaves that is killed, the next one removes: an empty file beside it is locked for as long as
/// the run lives.</summary>
internal sealed class MemoryDirectory : IDisposable
{
    private const string Memory = "/dev/shm";

    private const string Ours = "keybackup-";
    private const string LockEnding = ".lock";

    private readonly string _path;
    private readonly FileStream _held;

    private MemoryDirectory(string path, FileStream held)
    {
        _path = path;
        _held = held;
    }

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

        RemoveThoseOfKilledRuns();
        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        string path = Path.Combine(Memory, Ours + name);
        FileStream held = OutputFile.Hold(path + LockEnding, path, TimeSpan.Zero, default);
        Directory.CreateDirectory(path,
            NewFile.OwnersDirectory);
        return new MemoryDirectory(path, held);
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
    public void Dispose()
    {
        Directory.Delete(_path, recursive: true);
        File.Delete(_path + LockEnding);
        _held.Dispose();
    }

    private static void RemoveThoseOfKilledRuns()
    {
        foreach (string path in Directory.GetFiles(Memory, Ours + "*" + LockEnding))
        {
            try
            {
                using FileStream held = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
                string left = path[..^LockEnding.Length];
                if (Directory.Exists(left))
                {
                    Directory.Delete(left, recursive: true);
                }

                File.Delete(path);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                continue; // of a run that goes on, or of another user
            }
        }
    }
}
