using System.ComponentModel;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Files;

/// <summary>Flushes a directory, so that a rename in it survives a power loss; .NET cannot open directories.</summary>
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
            throw Failure(path);
        }

        int result = Fsync(descriptor);
        IOException? failure = result == 0 ? null : Failure(path);
        _ = Close(descriptor);
        if (failure is not null)
        {
            throw failure;
        }
    }

    private static IOException Failure(string path)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"{path}: {new Win32Exception(error).Message}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
