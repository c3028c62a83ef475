using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Operations.Interop;

/// <summary>What the system keeps of files in memory.</summary>
internal static partial class PageCache
{
    private const int DontNeed = 4; // POSIX_FADV_DONTNEED

    /// <summary>Lets the system forget a file that is flushed, so that the next read asks the medium. A wish:
    /// file systems in memory cannot.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static void Forget(string path)
    {
        using SafeFileHandle file = File.OpenHandle(path);
        _ = posix_fadvise(file, new CLong(0), new CLong(0), DontNeed);
    }

    [LibraryImport("libc")]
    private static partial int posix_fadvise(SafeFileHandle file, CLong offset, CLong length, int advice);
}
