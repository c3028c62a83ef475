using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography;

/// <summary>Memory for secrets: it never moves, so that wiping it wipes the only copy, and it stays out of
/// swap where the system lets us.</summary>
/// <remarks>mlock(2) is asked for and not insisted on: RLIMIT_MEMLOCK may be too low, or a container may
/// forbid it. What could not be locked is counted, for a tool to say so.</remarks>
public static partial class SecretMemory
{
    private static long _unlocked;

    /// <summary>How many octets of secrets the system refused to lock, since the process began.</summary>
    public static long Unlocked => Interlocked.Read(ref _unlocked);

    /// <summary>Gives zero octets.</summary>
    /// <param name="length">How many.</param>
    public static byte[] Allocate(int length) => Locked<byte>(length);

    /// <summary>Gives zero characters.</summary>
    /// <param name="length">How many.</param>
    public static char[] AllocateText(int length) => Locked<char>(length);

    /// <summary>Wipes octets, and gives the system back what of the memory was theirs alone: little may be
    /// locked at a time.</summary>
    /// <param name="octets">What <see cref="Allocate"/> gave, or any other; not to be used any more.</param>
    public static void Wipe(byte[] octets)
    {
        CryptographicOperations.ZeroMemory(octets);
        Unlock(octets);
    }

    /// <summary>Wipes characters in the same way.</summary>
    /// <param name="text">What <see cref="AllocateText"/> gave, or any other; not to be used any
    /// more.</param>
    public static void Wipe(char[] text)
    {
        Array.Clear(text);
        Unlock(text);
    }

    /// <summary>Wipes a text that had to be a string, for a program's environment: this copy of it.</summary>
    /// <param name="text">A string that was made for this, and not to be used any more; never a
    /// constant.</param>
    public static void Wipe(string text) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetReference(text.AsSpan()), text.Length).Clear();

    // Only pages that are the array's alone: at its ends are other secrets.
    private static void Unlock<T>(T[] memory)
        where T : unmanaged
    {
        nint page = Environment.SystemPageSize;
        nint begin = Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0);
        nint first = (begin + page - 1) / page * page;
        nint last = (begin + Buffer.ByteLength(memory)) / page * page;
        if (last > first)
        {
            _ = munlock(first, (nuint)(last - first));
        }
    }

    private static T[] Locked<T>(int length)
        where T : unmanaged
    {
        T[] memory = GC.AllocateArray<T>(length, pinned: true);
        if (length > 0
            && mlock(Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0),
                (nuint)Buffer.ByteLength(memory)) != 0)
        {
            Interlocked.Add(ref _unlocked, Buffer.ByteLength(memory));
        }

        return memory;
    }

    [LibraryImport("libc")]
    private static partial int mlock(nint address, nuint length);

    [LibraryImport("libc")]
    private static partial int munlock(nint address, nuint length);
}
