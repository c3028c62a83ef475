using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Files;

/// <summary>What statx(2) says of a file, as far as .NET does not.</summary>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Mode">Type and permissions.</param>
internal readonly partial record struct FileStatus(uint Owner, uint Group, ushort Mode)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Wanted = 0x19; // STATX_TYPE | STATX_UID | STATX_GID
    private const int Length = 256; // struct statx, laid out the same on all processors
    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Whether it is a regular file: no directory, device, pipe or socket.</summary>
    internal bool IsRegular => (Mode & TypeMask) == Regular;

    /// <summary>Asks, following links.</summary>
    /// <returns>Null where nothing is there or nothing can be learned; errno tells.</returns>
    internal static FileStatus? Of(string path)
    {
        byte[] status = new byte[Length];
        return Statx(CurrentDirectory, path, 0, Wanted, status) != 0 ? null
            : new FileStatus(Number(status.AsSpan(OwnerOffset)), Number(status.AsSpan(GroupOffset)),
                Short(status.AsSpan(ModeOffset)));
    }

    private static uint Number(ReadOnlySpan<byte> octets) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);

    private static ushort Short(ReadOnlySpan<byte> octets) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : BinaryPrimitives.ReadUInt16BigEndian(octets);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] status);
}
