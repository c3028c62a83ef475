using System.Numerics;
using System.Runtime.CompilerServices;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>The four moduli's arithmetic against BigInteger, on edge values, their pairs and random
/// numbers.</summary>
public class ResidueTests
{
    private const ulong Seed = 0x1363_0256;

    [Fact]
    public void P256FieldElement_AgreesWithBigInteger() => Agree<P256FieldElement>(TestCurve.P256.P);

    [Fact]
    public void P256Order_AgreesWithBigInteger() => Agree<Residue256<P256Order>>(TestCurve.P256.N);

    [Fact]
    public void P384Prime_AgreesWithBigInteger() => Agree<Residue384<P384Prime>>(TestCurve.P384.P);

    [Fact]
    public void P384Order_AgreesWithBigInteger() => Agree<Residue384<P384Order>>(TestCurve.P384.N);

    private static void Agree<T>(BigInteger m)
        where T : unmanaged, IResidue<T>
    {
        BigInteger radix = BigInteger.One << (8 * Unsafe.SizeOf<T>());
        Assert.Equal(m, Plain<T>(T.Modulus));
        Assert.Equal(radix % m, Plain(T.One));
        Assert.Equal(radix * radix % m, Plain(T.RadixSquared));

        List<BigInteger> values = EdgeValues(m, radix);
        SeededNumbers random = new(Seed);
        values.AddRange(Enumerable.Range(0, 60).Select(_ => random.Number(m)));
        BigInteger inverseRadix = TestCurve.Inverse(radix, m);
        foreach (BigInteger a in values)
        {
            T left = Residue<T>(a);
            foreach (BigInteger b in values.Where(b => b < m))
            {
                T right = Residue<T>(b);
                T.Multiply(in left, in right, out T product);
                Assert.True(Plain(product) == a * b * inverseRadix % m, $"{a} times {b}, seed {Seed}");
                if (a < m)
                {
                    T.Add(in left, in right, out T sum);
                    T.Subtract(in left, in right, out T difference);
                    Assert.True(Plain(sum) == (a + b) % m, $"{a} plus {b}, seed {Seed}");
                    Assert.True(Plain(difference) == TestCurve.Modulo(a - b, m),
                        $"{a} minus {b}, seed {Seed}");
                }
            }
        }

        foreach (BigInteger a in values.Where(a => a < m))
        {
            T residue = ResidueNumber.ToMontgomery(Residue<T>(a));
            Assert.Equal(a * radix % m, Plain(residue));
            Assert.Equal(a, Plain(ResidueNumber.FromMontgomery(in residue)));
            T inverse = ResidueNumber.Inverse(in residue);
            Assert.Equal(TestCurve.Inverse(a, m), Plain(ResidueNumber.FromMontgomery(in inverse)));
            Assert.Equal(a.IsZero, residue.IsZero);
        }
    }

    /// <summary>Also numbers from m to the radix: the first factor of a product may be unreduced.</summary>
    private static List<BigInteger> EdgeValues(BigInteger m, BigInteger radix)
    {
        List<BigInteger> values = [0, 1, 2, m - 2, m - 1, m, m
            + 1, radix - 2, radix - 1, radix % m, m / 2, (m / 2) + 1];
        for (BigInteger limb = 1; limb < radix; limb <<= 64)
        {
            values.AddRange([limb, limb - 1, limb + 1, (limb << 64) - limb, (limb << 63) - 1, limb << 63]);
            values.AddRange([radix - 1 - ((limb << 64) - limb), m - limb, m - (limb << 32)]);
        }

        return [.. values.Where(value => value >= 0 && value < radix).Distinct()];
    }

    private static T Residue<T>(BigInteger value)
        where T : unmanaged, IResidue<T>
    {
        byte[] octets = new byte[Unsafe.SizeOf<T>()];
        byte[] shortest = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        shortest.CopyTo(octets, octets.Length - shortest.Length);
        return ResidueNumber.OfOctets<T>(octets);
    }

    private static BigInteger Plain<T>(in T residue)
        where T : unmanaged, IResidue<T> => Plain<T>(ResidueNumber.Limbs(in residue));

    private static BigInteger Plain<T>(ReadOnlySpan<ulong> limbs)
    {
        BigInteger value = 0;
        for (int i = limbs.Length - 1; i >= 0; i--)
        {
            value = (value << 64) | limbs[i];
        }

        return value;
    }
}
