using System.Globalization;
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

    // smaps has a line for each mapping, and "lo" among the flags of one that is locked (proc(5)).
    private static bool IsLocked(nint address)
    {
        bool isHere = false;
        foreach (string line in File.ReadLines("/proc/self/smaps"))
        {
            string[] range = line.Split(' ')[0].Split('-');
            if (range.Length == 2 && TryParse(range[0], out long begin) && TryParse(range[1], out long end))
            {
                isHere = begin <= address && address < end;
            }
            else if (isHere && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line.Split(' ').Contains("lo");
            }
        }

        return false;
    }

    private static bool TryParse(string text, out long number) =>
        long.TryParse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out number);
}
