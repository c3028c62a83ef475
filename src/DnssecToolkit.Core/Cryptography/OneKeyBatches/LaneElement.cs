using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Eight numbers modulo P-256's prime at once, one to a 64-bit lane of nine 512-bit
/// vectors.</summary>
/// <remarks>
/// <para>A number is Σ limb(i)·2^(29·i) with nine signed limbs, in Montgomery form with the radix R = 2^261.
/// It is <em>tidy</em> if limbs 0 to 7 lie in [0, 2^29); a product is. R is 32 times p, so a number may stray
/// several p from [0, p) and a product still falls between −p/8 and 9p/8; differences of products can be
/// multiplied as they are.</para>
/// <para>The bounds that make every operation exact are in docs/fast-ecdsa.md, "Eight lanes". In short: limbs
/// of one factor are below 2^30.1 and of the other below 2^29.1 in absolute value, so nine products stay
/// below 2^62.4, and what the reduction adds below 2^55.</para>
/// </remarks>
internal static unsafe class LaneElement
{
    /// <summary>Numbers that are computed at once.</summary>
    public const int Lanes = 8;

    /// <summary>Vectors to a number.</summary>
    public const int LimbCount = 9;

    /// <summary>Bits to a limb.</summary>
    public const int LimbBits = 29;

    /// <summary>The radix 2^261 is that of <see cref="P256FieldElement"/>, 2^256, times 2 to this
    /// power.</summary>
    public const int RadixExcess = 5;

    /// <summary>2^29 − 1.</summary>
    public const long LimbMask = (1L << LimbBits) - 1;

    /// <summary>True if this processor has the instructions.</summary>
    public static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    /// <summary>product := a·b/R mod p, tidy, between −p/8 and 9p/8.</summary>
    /// <param name="product">May be a or b.</param>
    /// <param name="a">One factor.</param>
    /// <param name="b">The other.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(Vector512<long>* product, Vector512<long>* a, Vector512<long>* b)
    {
        MultiplyRows(
            a, b, out Vector512<long> t0, out Vector512<long> t1, out Vector512<long> t2,
            out Vector512<long> t3,
            out Vector512<long> t4, out Vector512<long> t5, out Vector512<long> t6, out Vector512<long> t7,
            out Vector512<long> t8);
        Carry(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);
        Store(product, t0, t1, t2, t3, t4, t5, t6, t7, t8);
    }

    /// <summary>result := a·b/R − c mod p, folded: limbs within 2^24 of [0, 2^29), the number within p/100 of
    /// [0, p).</summary>
    /// <param name="result">May be a, b or c.</param>
    /// <param name="a">One factor.</param>
    /// <param name="b">The other.</param>
    /// <param name="c">Between −p and 4p.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MultiplySubtract(
        Vector512<long>* result, Vector512<long>* a, Vector512<long>* b, Vector512<long>* c)
    {
        MultiplyRows(
            a, b, out Vector512<long> t0, out Vector512<long> t1, out Vector512<long> t2,
            out Vector512<long> t3,
            out Vector512<long> t4, out Vector512<long> t5, out Vector512<long> t6, out Vector512<long> t7,
            out Vector512<long> t8);
        t0 -= c[0];
        t1 -= c[1];
        t2 -= c[2];
        t3 -= c[3];
        t4 -= c[4];
        t5 -= c[5];
        t6 -= c[6];
        t7 -= c[7];
        t8 -= c[8];
        Carry(ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6, ref t7, ref t8);

        // What stands above 2^256 comes back below: 2^256 ≡ 2^224 − 2^192 − 2^96 + 1.
        Vector512<long> above = t8 >> 24;
        t0 += above;
        t3 -= above << 9;
        t6 -= above << 18;
        t7 += above << 21;
        t8 &= Vector512.Create((1L << 24) - 1);
        Store(result, t0, t1, t2, t3, t4, t5, t6, t7, t8);
    }

    /// <summary>difference := a − b, limb by limb, neither tidy nor reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(Vector512<long>* difference, Vector512<long>* a, Vector512<long>* b)
    {
        for (int i = 0; i < LimbCount; i++)
        {
            difference[i] = a[i] - b[i];
        }
    }

    /// <summary>Copies a number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(Vector512<long>* target, Vector512<long>* source)
    {
        for (int i = 0; i < LimbCount; i++)
        {
            target[i] = source[i];
        }
    }

    /// <summary>The lanes, as ones and zeros, whose tidy number between −p/2 and 3p/2 is zero modulo p: it is
    /// 0 or p itself.</summary>
    public static Vector512<long> IsZero(Vector512<long>* number)
    {
        Vector512<long> zero = Vector512<long>.AllBitsSet;
        Vector512<long> prime = Vector512<long>.AllBitsSet;
        for (int i = 0; i < LimbCount; i++)
        {
            zero &= Vector512.Equals(number[i], default);
            prime &= Vector512.Equals(number[i], Vector512.Create(PrimeLimbs[i]));
        }

        return zero | prime;
    }

    /// <summary>p's nine limbs.</summary>
    private static ReadOnlySpan<long> PrimeLimbs =>
        [LimbMask, LimbMask, LimbMask, (1 << 9) - 1, 0, 0, 1 << 18, LimbMask + 1 - (1 << 21), (1 << 24) - 1];

    /// <summary>a·b + q·p with the q that makes it divisible by R, divided by R: nine limbs below 2^62, not
    /// carried.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MultiplyRows(
        Vector512<long>* a,
        Vector512<long>* b,
        out Vector512<long> t0,
        out Vector512<long> t1,
        out Vector512<long> t2,
        out Vector512<long> t3,
        out Vector512<long> t4,
        out Vector512<long> t5,
        out Vector512<long> t6,
        out Vector512<long> t7,
        out Vector512<long> t8)
    {
        Vector512<int> b0 = b[0].AsInt32(), b1 = b[1].AsInt32(), b2 = b[2].AsInt32();
        Vector512<int> b3 = b[3].AsInt32(), b4 = b[4].AsInt32(), b5 = b[5].AsInt32();
        Vector512<int> b6 = b[6].AsInt32(), b7 = b[7].AsInt32(), b8 = b[8].AsInt32();
        Vector512<long> mask = Vector512.Create(LimbMask);
        t0 = t1 = t2 = t3 = t4 = t5 = t6 = t7 = t8 = default;
        for (int i = 0; i < LimbCount; i++)
        {
            Vector512<int> factor = a[i].AsInt32();
            t0 += Avx512F.Multiply(factor, b0);
            t1 += Avx512F.Multiply(factor, b1);
            t2 += Avx512F.Multiply(factor, b2);
            t3 += Avx512F.Multiply(factor, b3);
            t4 += Avx512F.Multiply(factor, b4);
            t5 += Avx512F.Multiply(factor, b5);
            t6 += Avx512F.Multiply(factor, b6);
            t7 += Avx512F.Multiply(factor, b7);
            t8 += Avx512F.Multiply(factor, b8);

            // p ≡ −1 mod 2^29, so t + q·p with q = t0 mod 2^29 is divisible by 2^29; −q cancels in t0, the
            // rest of q·p is q·(2^256 − 2^224 + 2^192 + 2^96). Then all limbs move down by one.
            Vector512<long> q = t0 & mask;
            t0 = t1 + (t0 >> LimbBits);
            t1 = t2;
            t2 = t3 + (q << 9);
            t3 = t4;
            t4 = t5;
            t5 = t6 + (q << 18);
            t6 = t7 - (q << 21);
            t7 = t8 + (q << 24);
            t8 = default;
        }
    }

    /// <summary>Brings limbs 0 to 7 into [0, 2^29); the last takes the rest and the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Carry(
        ref Vector512<long> t0,
        ref Vector512<long> t1,
        ref Vector512<long> t2,
        ref Vector512<long> t3,
        ref Vector512<long> t4,
        ref Vector512<long> t5,
        ref Vector512<long> t6,
        ref Vector512<long> t7,
        ref Vector512<long> t8)
    {
        Vector512<long> mask = Vector512.Create(LimbMask);
        t1 += t0 >> LimbBits;
        t0 &= mask;
        t2 += t1 >> LimbBits;
        t1 &= mask;
        t3 += t2 >> LimbBits;
        t2 &= mask;
        t4 += t3 >> LimbBits;
        t3 &= mask;
        t5 += t4 >> LimbBits;
        t4 &= mask;
        t6 += t5 >> LimbBits;
        t5 &= mask;
        t7 += t6 >> LimbBits;
        t6 &= mask;
        t8 += t7 >> LimbBits;
        t7 &= mask;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector512<long>* number,
        Vector512<long> t0,
        Vector512<long> t1,
        Vector512<long> t2,
        Vector512<long> t3,
        Vector512<long> t4,
        Vector512<long> t5,
        Vector512<long> t6,
        Vector512<long> t7,
        Vector512<long> t8)
    {
        number[0] = t0;
        number[1] = t1;
        number[2] = t2;
        number[3] = t3;
        number[4] = t4;
        number[5] = t5;
        number[6] = t6;
        number[7] = t7;
        number[8] = t8;
    }
}
