using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Files;

/// <summary>Gives a file the owner and group of another; .NET knows modes only.</summary>
internal static partial class FileOwner
{
    /// <summary>Copies owner and group.</summary>
    /// <param name="path">The file that has them.</param>
    /// <param name="handle">The open file that gets them.</param>
    /// <exception cref="IOException">This user may not give files away, and they differ.</exception>
    public static void Copy(string path, SafeFileHandle handle)
    {
        (uint owner, uint group) wanted = Of(path);
        if (wanted == Of($"/proc/self/fd/{handle.DangerousGetHandle()}"))
        {
            return;
        }

        if (Fchown(handle, wanted.owner, wanted.group) != 0)
        {
            throw new IOException(
                $"the new file could not be given the owner and group of the old one ({wanted.owner}:{wanted.group}): {Reason()}");
        }
    }

    private static (uint Owner, uint Group) Of(string path) =>
        FileStatus.Of(path) is { } status
            ? (status.Owner, status.Group) : throw new IOException($"{path}: {Reason()}");

    private static string Reason() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int Fchown(SafeFileHandle file, uint owner, uint group);
}
