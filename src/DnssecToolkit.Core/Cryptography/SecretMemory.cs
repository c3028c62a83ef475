using System.Runtime.InteropServices;

namespace DnssecToolkit.Cryptography;

/// <summary>Memory for secrets: it never moves, so that wiping it wipes the only copy, and it stays out of swap where the system lets us.</summary>
/// <remarks>mlock(2) is asked for and not insisted on: RLIMIT_MEMLOCK may be too low, or a container may forbid it.</remarks>
public static partial class SecretMemory
{
    /// <summary>Gives zero octets.</summary>
    /// <param name="length">How many.</param>
    public static byte[] Allocate(int length) => Locked<byte>(length);

    /// <summary>Gives zero characters.</summary>
    /// <param name="length">How many.</param>
    public static char[] AllocateText(int length) => Locked<char>(length);

    private static T[] Locked<T>(int length)
        where T : unmanaged
    {
        T[] memory = GC.AllocateArray<T>(length, pinned: true);
        if (length > 0)
        {
            _ = mlock(Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0), (nuint)Buffer.ByteLength(memory));
        }

        return memory;
    }

    [LibraryImport("libc")]
    private static partial int mlock(nint address, nuint length);
}
