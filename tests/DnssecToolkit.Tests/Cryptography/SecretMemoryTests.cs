using System.Globalization;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Tests.Cryptography;

/// <summary>Memory for secrets stays out of swap, and is where it was.</summary>
public class SecretMemoryTests
{
    [Fact]
    public void What_is_allocated_is_locked_into_memory()
    {
        const int Length = 1 << 20;
        long before = LockedKilobytes();
        byte[] octets = SecretMemory.Allocate(Length);
        Assert.InRange(LockedKilobytes() - before, Length >> 10, long.MaxValue);
        char[] text = SecretMemory.AllocateText(Length);
        Assert.InRange(LockedKilobytes() - before, 3 * (Length >> 10), long.MaxValue);
        GC.KeepAlive(octets);
        GC.KeepAlive(text);
    }

    [Fact]
    public void Nothing_at_all_can_be_allocated() => Assert.Empty(SecretMemory.Allocate(0));

    private static long LockedKilobytes() => long.Parse(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmLck:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
