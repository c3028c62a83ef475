using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>The eight-lane arithmetic against BigInteger, with limbs up to the bounds that docs/fast-ecdsa.md
/// proves.</summary>
public unsafe class LaneElementTests
{
    private const ulong Seed = 0x1a_e5;

    // docs/fast-ecdsa.md, "Eight lanes": one factor's limbs, the other's, and those of what is subtracted.
    private const long LargerLimb = (1L << 30) + (1L << 24) + (1L << 22);
    private const long SmallerLimb = (1L << 29) + (1L << 25);
    private const long SubtrahendLimb = 1L << 32;

    private static readonly BigInteger P = TestCurve.P256.P;
    private static readonly BigInteger Radix = BigInteger.One << 261;
    private static readonly BigInteger InverseRadix = TestCurve.Inverse(Radix, P);

    private readonly CacheAlignedMemory _memory = new(4 * LaneElement.LimbCount * sizeof(Vector512<long>));

    private long* A => (long*)_memory.Start;

    private long* B => A + (LaneElement.LimbCount * LaneElement.Lanes);

    private long* C => B + (LaneElement.LimbCount * LaneElement.Lanes);

    private long* Result => C + (LaneElement.LimbCount * LaneElement.Lanes);

    [LaneFact]
    public void Multiply_IsExactAndTidyUpToTheBoundsOfTheLimbs()
    {
        SeededNumbers random = new(Seed);
        for (int round = 0; round < 400; round++)
        {
            Fill(A, random, round, LargerLimb);
            Fill(B, random, round / 5, SmallerLimb);
            bool swap = round % 2 == 1;
            LaneElement.Multiply((Vector512<long>*)Result, (Vector512<long>*)(swap ? B : A),
                (Vector512<long>*)(swap ? A : B));
            for (int lane = 0; lane < LaneElement.Lanes; lane++)
            {
                BigInteger product = Number(A, lane) * Number(B, lane);
                BigInteger result = Number(Result, lane);
                Assert.True(
                    TestCurve.Modulo(result, P) == TestCurve.Modulo(product * InverseRadix, P),
                    $"round {round}, lane {lane}, seed {Seed}");
                Assert.InRange(result, FloorOfQuotient(product), FloorOfQuotient(product) + P + 1);
                AssertTidy(lane);
            }
        }
    }

    [LaneFact]
    public void MultiplySubtract_IsExactAndFolded()
    {
        SeededNumbers random = new(Seed + 1);
        for (int round = 0; round < 400; round++)
        {
            // Numbers as the point formulas have them: within a few p of zero.
            FillNear(A, random, 2 * P);
            FillNear(B, random, 2 * P);
            FillNear(C, random, 4 * P);
            LaneElement.MultiplySubtract(
                (Vector512<long>*)Result, (Vector512<long>*)A, (Vector512<long>*)B, (Vector512<long>*)C);
            for (int lane = 0; lane < LaneElement.Lanes; lane++)
            {
                BigInteger expected = (Number(A, lane) * Number(B, lane) * InverseRadix) - Number(C, lane);
                BigInteger result = Number(Result, lane);
                Assert.True(TestCurve.Modulo(result, P) == TestCurve.Modulo(expected, P),
                    $"round {round}, lane {lane}, seed {Seed}");
                Assert.InRange(result, -P / 100, P + (P / 100));
                for (int i = 0; i < LaneElement.LimbCount; i++)
                {
                    Assert.InRange(Result[(i * LaneElement.Lanes) + lane], -(1 << 24), (1L << 29)
                        + (1 << 24));
                }
            }
        }
    }

    [LaneFact]
    public void MultiplySubtract_DoesNotOverflowAtTheBoundsOfTheLimbs()
    {
        SeededNumbers random = new(Seed + 2);
        for (int round = 0; round < 200; round++)
        {
            Fill(A, random, round, LargerLimb);
            Fill(B, random, round / 5, SmallerLimb);
            Fill(C, random, round / 7, SubtrahendLimb);
            LaneElement.MultiplySubtract(
                (Vector512<long>*)Result, (Vector512<long>*)A, (Vector512<long>*)B, (Vector512<long>*)C);
            for (int lane = 0; lane < LaneElement.Lanes; lane++)
            {
                BigInteger expected = (Number(A, lane) * Number(B, lane) * InverseRadix) - Number(C, lane);
                Assert.True(
                    TestCurve.Modulo(Number(Result, lane), P) == TestCurve.Modulo(expected, P),
                    $"round {round}, lane {lane}, seed {Seed}");
            }
        }
    }

    [LaneFact]
    public void IsZero_KnowsBothTidyFormsOfZeroAndNoOther()
    {
        BigInteger[] values = [0, P, 1, P - 1, P + 1, 1 << 29, P
            + (BigInteger.One << 232), BigInteger.One << 255];
        for (int lane = 0; lane < LaneElement.Lanes; lane++)
        {
            PutNumber(A, lane, values[lane]);
        }

        Vector512<long> zero = LaneElement.IsZero((Vector512<long>*)A);
        Assert.Equal(Vector512.Create(-1L, -1, 0, 0, 0, 0, 0, 0), zero);
    }

    [LaneFact]
    public void Take_ReducesAndPutRestores()
    {
        SeededNumbers random = new(Seed + 3);
        for (int round = 0; round < 100; round++)
        {
            FillNear(A, random, P);
            for (int lane = 0; lane < LaneElement.Lanes; lane++)
            {
                P256FieldElement taken = LaneNumber.Take(A, lane);
                Assert.Equal(TestCurve.Modulo(Number(A, lane), P), Plain(taken));
                LaneNumber.Put(B, lane, in taken);
                Assert.Equal(Plain(taken), Number(B, lane));
            }
        }
    }

    /// <summary>All lanes at the bound, all at minus the bound, alternating, or random below it; then some of
    /// them random.</summary>
    private static void Fill(long* number, SeededNumbers random, int round, long bound)
    {
        for (int i = 0; i < LaneElement.LimbCount * LaneElement.Lanes; i++)
        {
            long any = (long)(random.Number(2 * (BigInteger)bound + 1) - bound);
            number[i] = (round % 5) switch
            {
                0 => bound,
                1 => -bound,
                2 => (i / LaneElement.Lanes) % 2 == 0 ? bound : -bound,
                3 => i % LaneElement.Lanes % 2 == 0 ? bound : any,
                _ => any,
            };
        }
    }

    /// <summary>Numbers between minus the limit and the limit, with limbs that are not tidy.</summary>
    private static void FillNear(long* number, SeededNumbers random, BigInteger limit)
    {
        for (int lane = 0; lane < LaneElement.Lanes; lane++)
        {
            BigInteger value = random.Below(4) switch
            {
                0 => limit - 1 - random.Below(3),
                1 => 1 - limit + random.Below(3),
                2 => random.Below(3) - 1,
                _ => random.Number(2 * limit) - limit,
            };
            PutNumber(number, lane, value);

            // Moving a unit of one limb into 2^29 of the limb below leaves the number as it is.
            int limb = 1 + random.Below(LaneElement.LimbCount - 1);
            number[(limb * LaneElement.Lanes) + lane] -= 1;
            number[((limb - 1) * LaneElement.Lanes) + lane] += 1L << 29;
        }
    }

    private static void PutNumber(long* number, int lane, BigInteger value)
    {
        for (int i = 0; i < LaneElement.LimbCount - 1; i++)
        {
            number[(i * LaneElement.Lanes) + lane] = (long)(value & LaneElement.LimbMask);
            value >>= LaneElement.LimbBits;
        }

        number[(8 * LaneElement.Lanes) + lane] = (long)value;
    }

    private static BigInteger Number(long* number, int lane)
    {
        BigInteger value = 0;
        for (int i = LaneElement.LimbCount - 1; i >= 0; i--)
        {
            value = (value << LaneElement.LimbBits) + number[(i * LaneElement.Lanes) + lane];
        }

        return value;
    }

    private static BigInteger FloorOfQuotient(BigInteger product) =>
        (product - TestCurve.Modulo(product, Radix)) / Radix;

    private static BigInteger Plain(P256FieldElement element) =>
        TestCurve.Number([.. MemoryMarshal.AsBytes(ResidueNumber.Limbs(in element)).ToArray().Reverse()]);

    private void AssertTidy(int lane)
    {
        for (int i = 0; i < LaneElement.LimbCount - 1; i++)
        {
            Assert.InRange(Result[(i * LaneElement.Lanes) + lane], 0, LaneElement.LimbMask);
        }
    }
}
