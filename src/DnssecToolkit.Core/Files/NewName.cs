using System.Runtime.InteropServices;

namespace DnssecToolkit.Files;

/// <summary>Renames a file where nothing has that name yet (renameat2(2), RENAME_NOREPLACE): the kernel looks
/// and renames in one step.</summary>
internal static partial class NewName
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint NoReplace = 1; // RENAME_NOREPLACE
    private const int Exists = 17; // EEXIST
    private const int Invalid = 22; // EINVAL: this file system does not know the flag
    private const int NoSuchCall = 38; // ENOSYS

    /// <summary>Renames it.</summary>
    /// <returns>False where something has that name.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    internal static bool TryGive(string from, string to)
    {
        switch (Renamed(from, to))
        {
            case 0:
                return true;
            case Exists:
                return false;
            case Invalid or NoSuchCall when Path.Exists(to):
                return false;
            case Invalid or NoSuchCall:
                File.Move(from, to, overwrite: false);
                return true;
            case int error:
                throw new IOException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    // A C library without the call is as good as a kernel without it.
    private static int Renamed(string from, string to)
    {
        try
        {
            return RenameAt2(CurrentDirectory, from, CurrentDirectory, to, NoReplace) == 0 ? 0
                : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            return NoSuchCall;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromDirectory, string from, int toDirectory, string to,
        uint flags);
}
