using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace DnssecToolkit.Files;

/// <summary>Tells regular files from devices and pipes without opening them; .NET calls them all normal.</summary>
internal static partial class FileKind
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint TypeWanted = 1; // STATX_TYPE
    private const int StatxLength = 256;
    private const int ModeOffset = 28; // of stx_mode: the same on every architecture (statx(2))
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;

    /// <summary>Whether something else than a regular file stands at a path: a directory, a device, a pipe, a socket.</summary>
    /// <returns>False where nothing is there, or nothing can be learned.</returns>
    public static bool IsSomethingElse(string path)
    {
        byte[] answer = new byte[StatxLength];
        return Statx(CurrentDirectory, path, 0, TypeWanted, answer) == 0
            && (Mode(answer) & TypeMask) != Regular;
    }

    private static ushort Mode(byte[] answer) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt16LittleEndian(answer.AsSpan(ModeOffset))
        : BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(ModeOffset));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] answer);
}
