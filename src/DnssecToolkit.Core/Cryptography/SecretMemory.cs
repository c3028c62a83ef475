using System.Runtime.InteropServices;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <summary>Memory for secrets.</summary>
internal static partial class LockedMemory
{
    /// <summary>Gives zeros that are never moved, and that stay out of swap if the system lets us (RLIMIT_MEMLOCK).</summary>
    public static byte[] Allocate(int length)
    {
        byte[] octets = GC.AllocateArray<byte>(length, pinned: true);
        _ = mlock(Marshal.UnsafeAddrOfPinnedArrayElement(octets, 0), (nuint)length);
        return octets;
    }

    [LibraryImport("libc")]
    private static partial int mlock(nint address, nuint length);
}
