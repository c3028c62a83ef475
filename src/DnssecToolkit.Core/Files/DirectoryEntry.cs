using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Files;

/// <summary>Flushes a directory, so that a rename in it survives a power loss; .NET cannot open
/// directories.</summary>
internal static partial class DirectoryEntry
{
    private const int ReadOnly = 0x80000; // O_RDONLY | O_CLOEXEC, the same on all of Linux's processors (O_DIRECTORY is not)

    /// <summary>Flushes a directory (fsync(2)).</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void Flush(string path)
    {
        int descriptor = Open(path, ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        using SafeFileHandle directory = new(descriptor, ownsHandle: true);
        directory.FlushToMedium(path);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
