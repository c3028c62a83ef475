using System.Numerics;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

public class WindowDigitsTests
{
    private const ulong Seed = 20_26;

    [Fact]
    public void Write_GivesDigitsThatAddUpToTheNumberAtEveryWidth()
    {
        SeededNumbers random = new(Seed);
        for (int width = 2; width <= 16; width++)
        {
            foreach (BigInteger number in OddNumbers(random, 4))
            {
                AssertAddsUp(number, 4, width);
            }

            foreach (BigInteger number in OddNumbers(random, 6))
            {
                AssertAddsUp(number, 6, width);
            }
        }
    }

    /// <summary>The signed odd number that a digit stands for.</summary>
    internal static int Value(ushort digit)
    {
        int value = (2 * (digit & WindowDigits.IndexMask)) + 1;
        return (digit & WindowDigits.Negative) == 0 ? value : -value;
    }

    internal static ushort[] Digits(BigInteger number, int limbCount, int width, ushort sign = 0)
    {
        ulong[] limbs = new ulong[limbCount];
        for (int i = 0; i < limbCount; i++)
        {
            limbs[i] = (ulong)((number >> (64 * i)) & ulong.MaxValue);
        }

        ushort[] digits = new ushort[((64 * limbCount) + width - 1) / width];
        WindowDigits.Write(limbs, width, sign, digits, 1);
        return digits;
    }

    private static void AssertAddsUp(BigInteger number, int limbCount, int width)
    {
        foreach (ushort sign in new ushort[] { 0, WindowDigits.Negative })
        {
            ushort[] digits = Digits(number, limbCount, width, sign);
            BigInteger sum = 0;
            for (int w = digits.Length - 1; w >= 0; w--)
            {
                Assert.True((digits[w] & WindowDigits.IndexMask) < 1 << (width - 1),
                    $"{number} at width {width}, window {w}");
                sum = (sum << width) + Value(digits[w]);
            }

            Assert.True(sum == (sign == 0 ? number : -number), $"{number} at width {width}, seed {Seed}");
        }
    }

    private static IEnumerable<BigInteger> OddNumbers(SeededNumbers random, int limbCount)
    {
        BigInteger limit = BigInteger.One << (64 * limbCount);
        BigInteger n = limbCount == 4 ? TestCurve.P256.N : TestCurve.P384.N;
        return new BigInteger[] { 1, 3, n, n - 2, limit - 1, (limit / 2) + 1, (limit / 2) - 1 }
            .Concat(Enumerable.Range(0, 50).Select(_ => random.Number(limit) | 1));
    }
}
