using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Files;

/// <summary>Brings what was written to its medium (fsync(2)), and says so where the medium refuses: .NET's
/// own flush keeps quiet about that.</summary>
internal static partial class MediumFlush
{
    private const int EINTR = 4;
    private const int EINVAL = 22; // a pipe or a terminal, which have no medium
    private const int ENOTSUP = 95; // a file system that knows no flushing

    /// <summary>Flushes a file and what its stream still holds.</summary>
    /// <exception cref="IOException">The medium refuses.</exception>
    public static void FlushToMedium(this FileStream file)
    {
        file.Flush();
        FlushToMedium(file.SafeFileHandle, file.Name);
    }

    /// <summary>Flushes a file or a directory.</summary>
    /// <param name="handle">It, open.</param>
    /// <param name="path">Its path, for the message.</param>
    /// <exception cref="IOException">The medium refuses.</exception>
    public static void FlushToMedium(this SafeFileHandle handle, string path)
    {
        int error;
        do
        {
            error = Fsync(handle) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == EINTR);

        if (error is not (0 or EINVAL or ENOTSUP))
        {
            throw new IOException($"{path}: {new Win32Exception(error).Message}");
        }
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);
}
