using System.Runtime.InteropServices;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Tests.Cryptography;

/// <summary>Memory for secrets stays out of swap, and is where it was.</summary>
public class SecretMemoryTests
{
    private const int Length = 1 << 16;

    [Fact]
    public void What_is_allocated_is_locked_into_memory_until_it_is_wiped()
    {
        byte[] octets = SecretMemory.Allocate(Length);
        octets.AsSpan().Fill(1);
        nint middle = Marshal.UnsafeAddrOfPinnedArrayElement(octets, Length / 2);
        Assert.True(IsLocked(middle));
        SecretMemory.Wipe(octets);
        Assert.False(IsLocked(middle));
        Assert.DoesNotContain((byte)1, octets);
    }

    [Fact]
    public void Text_is_locked_too()
    {
        char[] text = SecretMemory.AllocateText(Length);
        Assert.True(IsLocked(Marshal.UnsafeAddrOfPinnedArrayElement(text, Length / 2)));
        SecretMemory.Wipe(text);
    }

    [Fact]
    public void Nothing_at_all_can_be_allocated_and_wiped()
    {
        byte[] nothing = SecretMemory.Allocate(0);
        SecretMemory.Wipe(nothing);
        Assert.Empty(nothing);
    }

    private static bool IsLocked(nint address) => ProcessMemory.RangesOf(Environment.ProcessId)
        .Any(range => range.IsLocked && range.Begin <= address && address < range.End);
}
