using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Files;

/// <summary>What statx(2) says of a file, as far as .NET does not.</summary>
/// <param name="Owner">The user's number.</param>
/// <param name="Group">The group's number.</param>
/// <param name="Mode">Type and permissions.</param>
/// <param name="Device">The number of its file system.</param>
/// <param name="Inode">Its number there.</param>
internal readonly partial record struct FileStatus(uint Owner, uint Group, ushort Mode, ulong Device,
    ulong Inode)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Wanted = 0x119; // STATX_TYPE | STATX_UID | STATX_GID | STATX_INO
    private const int Length = 256; // struct statx, laid out the same on all processors
    private const int OwnerOffset = 20;
    private const int GroupOffset = 24;
    private const int ModeOffset = 28;
    private const int InodeOffset = 32;
    private const int MajorOffset = 136;
    private const int MinorOffset = 140;
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
                Short(status.AsSpan(ModeOffset)),
                ((ulong)Number(status.AsSpan(MajorOffset)) << 32) | Number(status.AsSpan(MinorOffset)),
                Long(status.AsSpan(InodeOffset)));
    }

    private static uint Number(ReadOnlySpan<byte> octets) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(octets) : BinaryPrimitives.ReadUInt32BigEndian(octets);

    private static ulong Long(ReadOnlySpan<byte> octets) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt64LittleEndian(octets) : BinaryPrimitives.ReadUInt64BigEndian(octets);

    private static ushort Short(ReadOnlySpan<byte> octets) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(octets) : BinaryPrimitives.ReadUInt16BigEndian(octets);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] status);
}
