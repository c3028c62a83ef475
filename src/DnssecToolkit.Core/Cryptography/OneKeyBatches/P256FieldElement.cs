using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>A number modulo P-256's prime p = 2^256 − 2^224 + 2^192 + 2^96 − 1, in Montgomery form with the
/// radix 2^256.</summary>
/// <remarks>−1/p mod 2^64 is 1 and p's limbs are nearly powers of two, so Montgomery's reduction costs one
/// multiplication a limb, not five.</remarks>
internal readonly struct P256FieldElement : IResidue<P256FieldElement>
{
    private const ulong P0 = 0xffffffffffffffff;
    private const ulong P1 = 0x00000000ffffffff;
    private const ulong P3 = 0xffffffff00000001;

    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    /// <summary>The element with these limbs, the least first; the caller answers for the value being below
    /// p.</summary>
    public P256FieldElement(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
    }

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Modulus => [P0, P1, 0, P3];

    /// <inheritdoc/>
    public static P256FieldElement One => new(0x1, 0xffffffff00000000, 0xffffffffffffffff, 0xfffffffe);

    /// <inheritdoc/>
    public static P256FieldElement RadixSquared =>
        new(0x3, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x4fffffffd);

    /// <inheritdoc/>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    /// <summary>A number of five limbs, the most significant −1, 0 or 1, that lies above −p and below 2p,
    /// brought into [0, p).</summary>
    public static P256FieldElement OfSigned(ulong l0, ulong l1, ulong l2, ulong l3, long top)
    {
        if (top >= 0)
        {
            return Reduce(l0, l1, l2, l3, (ulong)top);
        }

        ulong carry = 0;
        l0 = Limb.Add(l0, P0, ref carry);
        l1 = Limb.Add(l1, P1, ref carry);
        l2 = Limb.Add(l2, 0, ref carry);
        l3 = Limb.Add(l3, P3, ref carry);
        return new P256FieldElement(l0, l1, l2, l3);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in P256FieldElement a, in P256FieldElement b, out P256FieldElement product)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        ulong a1 = a._l1, a2 = a._l2, a3 = a._l3;
        ulong b0 = b._l0, b1 = b._l1, b2 = b._l2, b3 = b._l3;
        Row(a._l0, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a1, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a2, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a3, b0, b1, b2, b3, ref t0, ref t1, ref t2, ref t3, ref t4);
        product = Reduce(t0, t1, t2, t3, t4);
    }

    /// <inheritdoc/>
    public static void Add(in P256FieldElement a, in P256FieldElement b, out P256FieldElement sum)
    {
        ulong carry = 0;
        ulong s0 = Limb.Add(a._l0, b._l0, ref carry);
        ulong s1 = Limb.Add(a._l1, b._l1, ref carry);
        ulong s2 = Limb.Add(a._l2, b._l2, ref carry);
        ulong s3 = Limb.Add(a._l3, b._l3, ref carry);
        sum = Reduce(s0, s1, s2, s3, carry);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(in P256FieldElement a, in P256FieldElement b, out P256FieldElement difference)
    {
        ulong borrow = 0;
        ulong d0 = Limb.Subtract(a._l0, b._l0, ref borrow);
        ulong d1 = Limb.Subtract(a._l1, b._l1, ref borrow);
        ulong d2 = Limb.Subtract(a._l2, b._l2, ref borrow);
        ulong d3 = Limb.Subtract(a._l3, b._l3, ref borrow);
        ulong mask = Limb.Mask(borrow);
        ulong carry = 0;
        d0 = Limb.Add(d0, mask, ref carry);
        d1 = Limb.Add(d1, mask & P1, ref carry);
        d2 = Limb.Add(d2, 0, ref carry);
        d3 = Limb.Add(d3, mask & P3, ref carry);
        difference = new P256FieldElement(d0, d1, d2, d3);
    }

    /// <summary>t := (t + factor·b + q·p) / 2^64 with the q that makes the division exact; keeps t below b +
    /// p (five limbs).</summary>
    /// <remarks>p ≡ −1 mod 2^64, so q is t's least limb itself; −q there cancels it and q·(p + 1)/2^64 is
    /// added above.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        ulong factor, ulong b0, ulong b1, ulong b2, ulong b3,
        ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        unchecked
        {
            ulong carry = 0;
            ulong q = Limb.MultiplyAdd(factor, b0, t0, ref carry);
            ulong s1 = Limb.MultiplyAdd(factor, b1, t1, ref carry);
            ulong s2 = Limb.MultiplyAdd(factor, b2, t2, ref carry);
            ulong s3 = Limb.MultiplyAdd(factor, b3, t3, ref carry);
            ulong s4 = t4 + carry;
            ulong s5 = s4 < carry ? 1UL : 0UL;

            ulong high = Math.BigMul(q, P3, out ulong low);
            carry = 0;
            t0 = Limb.Add(s1, q << 32, ref carry);
            t1 = Limb.Add(s2, q >> 32, ref carry);
            t2 = Limb.Add(s3, low, ref carry);
            t3 = Limb.Add(s4, high, ref carry);
            t4 = s5 + carry;
        }
    }

    /// <summary>The five limbs less p where they are p or more; they must be below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static P256FieldElement Reduce(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4)
    {
        ulong borrow = 0;
        ulong s0 = Limb.Subtract(t0, P0, ref borrow);
        ulong s1 = Limb.Subtract(t1, P1, ref borrow);
        ulong s2 = Limb.Subtract(t2, 0, ref borrow);
        ulong s3 = Limb.Subtract(t3, P3, ref borrow);
        Limb.Subtract(t4, 0, ref borrow);
        ulong keep = Limb.Mask(borrow);
        return new P256FieldElement(
            Limb.Select(keep, t0, s0), Limb.Select(keep, t1, s1), Limb.Select(keep, t2, s2),
            Limb.Select(keep, t3, s3));
    }
}
