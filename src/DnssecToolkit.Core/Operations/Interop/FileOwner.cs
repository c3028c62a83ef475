using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace DnssecToolkit.Operations.Interop;

/// <summary>Gives a file the owner and group of another; .NET knows modes only.</summary>
internal static partial class FileOwner
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint OwnerAndGroup = 0x18; // STATX_UID | STATX_GID
    private const int StatxLength = 256; // struct statx, laid out the same on all processors (statx(2))
    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;

    /// <summary>Copies owner and group.</summary>
    /// <param name="path">The file that has them.</param>
    /// <param name="handle">The open file that gets them.</param>
    /// <exception cref="IOException">This user may not give files away, and they differ.</exception>
    public static void Copy(string path, SafeFileHandle handle)
    {
        (uint owner, uint group) wanted = Of(path);
        if (wanted == OfOpen(handle))
        {
            return;
        }

        if (Fchown(handle, wanted.owner, wanted.group) != 0)
        {
            string reason = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
            throw new IOException(
                $"the new file could not be given the owner and group of the old one ({wanted.owner}:{wanted.group}): {reason}");
        }
    }

    private static (uint Owner, uint Group) Of(string path) => Read(CurrentDirectory, path, 0);

    private static (uint Owner, uint Group) OfOpen(SafeFileHandle handle) =>
        Read(CurrentDirectory, $"/proc/self/fd/{handle.DangerousGetHandle()}", 0);

    private static (uint Owner, uint Group) Read(int directory, string path, int flags)
    {
        byte[] status = new byte[StatxLength];
        if (Statx(directory, path, flags, OwnerAndGroup, status) != 0)
        {
            throw new IOException($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        }

        return (ReadHost(status.AsSpan(OwnerOffset)), ReadHost(status.AsSpan(GroupOffset)));
    }

    private static uint ReadHost(ReadOnlySpan<byte> octets) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] status);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int Fchown(SafeFileHandle file, uint owner, uint group);
}
