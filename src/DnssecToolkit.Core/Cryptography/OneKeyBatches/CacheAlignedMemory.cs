using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Memory that never moves and starts at a multiple of 64 octets: a cache line, and a 512-bit
/// vector.</summary>
/// <remarks>The garbage collector frees it with its owner; whoever holds only the address must keep the owner
/// alive.</remarks>
internal sealed unsafe class CacheAlignedMemory
{
    private const int CacheLine = 64;

    private readonly byte[] _octets;

    /// <summary>Zeroed memory of a size in octets.</summary>
    public CacheAlignedMemory(int size)
    {
        _octets = GC.AllocateArray<byte>(size + CacheLine, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _octets[0]);
        Start = (void*)((start + CacheLine - 1) & ~(nint)(CacheLine - 1));
    }

    /// <summary>The first octet's address.</summary>
    public void* Start { get; }
}
