using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>A number modulo a 384-bit prime, in Montgomery form with the radix 2^384.</summary>
/// <typeparam name="TModulus">The prime; its top bit is set.</typeparam>
internal readonly struct Residue384<TModulus> : IResidue<Residue384<TModulus>>
    where TModulus : IPrimeModulus
{
    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;
    private readonly ulong _l4;
    private readonly ulong _l5;

    private Residue384(ulong l0, ulong l1, ulong l2, ulong l3, ulong l4, ulong l5)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
        _l4 = l4;
        _l5 = l5;
    }

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Modulus => TModulus.Limbs;

    /// <inheritdoc/>
    public static Residue384<TModulus> One => Of(TModulus.Radix);

    /// <inheritdoc/>
    public static Residue384<TModulus> RadixSquared => Of(TModulus.RadixSquared);

    /// <inheritdoc/>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3 | _l4 | _l5) == 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in Residue384<TModulus> a, in Residue384<TModulus> b,
        out Residue384<TModulus> product)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0, t5 = 0, t6 = 0;
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3, a4 = a._l4, a5 = a._l5;
        Residue384<TModulus> factor = b;
        Row(a0, factor, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Row(a1, factor, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Row(a2, factor, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Row(a3, factor, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Row(a4, factor, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        Row(a5, factor, ref t0, ref t1, ref t2, ref t3, ref t4, ref t5, ref t6);
        product = Reduce(t0, t1, t2, t3, t4, t5, t6);
    }

    /// <inheritdoc/>
    public static void Add(in Residue384<TModulus> a, in Residue384<TModulus> b, out Residue384<TModulus> sum)
    {
        ulong carry = 0;
        ulong s0 = Limb.Add(a._l0, b._l0, ref carry);
        ulong s1 = Limb.Add(a._l1, b._l1, ref carry);
        ulong s2 = Limb.Add(a._l2, b._l2, ref carry);
        ulong s3 = Limb.Add(a._l3, b._l3, ref carry);
        ulong s4 = Limb.Add(a._l4, b._l4, ref carry);
        ulong s5 = Limb.Add(a._l5, b._l5, ref carry);
        sum = Reduce(s0, s1, s2, s3, s4, s5, carry);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Subtract(in Residue384<TModulus> a, in Residue384<TModulus> b,
        out Residue384<TModulus> difference)
    {
        ulong borrow = 0;
        ulong d0 = Limb.Subtract(a._l0, b._l0, ref borrow);
        ulong d1 = Limb.Subtract(a._l1, b._l1, ref borrow);
        ulong d2 = Limb.Subtract(a._l2, b._l2, ref borrow);
        ulong d3 = Limb.Subtract(a._l3, b._l3, ref borrow);
        ulong d4 = Limb.Subtract(a._l4, b._l4, ref borrow);
        ulong d5 = Limb.Subtract(a._l5, b._l5, ref borrow);
        ulong mask = Limb.Mask(borrow);
        ulong carry = 0;
        d0 = Limb.Add(d0, mask & TModulus.Limbs[0], ref carry);
        d1 = Limb.Add(d1, mask & TModulus.Limbs[1], ref carry);
        d2 = Limb.Add(d2, mask & TModulus.Limbs[2], ref carry);
        d3 = Limb.Add(d3, mask & TModulus.Limbs[3], ref carry);
        d4 = Limb.Add(d4, mask & TModulus.Limbs[4], ref carry);
        d5 = Limb.Add(d5, mask & TModulus.Limbs[5], ref carry);
        difference = new Residue384<TModulus>(d0, d1, d2, d3, d4, d5);
    }

    private static Residue384<TModulus> Of(ReadOnlySpan<ulong> limbs) =>
        new(limbs[0], limbs[1], limbs[2], limbs[3], limbs[4], limbs[5]);

    /// <summary>t := (t + factor·b + q·m) / 2^64 with the q that makes the division exact; keeps t below b +
    /// m (7 limbs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        ulong factor, in Residue384<TModulus> b,
        ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4, ref ulong t5, ref ulong t6)
    {
        unchecked
        {
            ulong carry = 0;
            t0 = Limb.MultiplyAdd(factor, b._l0, t0, ref carry);
            t1 = Limb.MultiplyAdd(factor, b._l1, t1, ref carry);
            t2 = Limb.MultiplyAdd(factor, b._l2, t2, ref carry);
            t3 = Limb.MultiplyAdd(factor, b._l3, t3, ref carry);
            t4 = Limb.MultiplyAdd(factor, b._l4, t4, ref carry);
            t5 = Limb.MultiplyAdd(factor, b._l5, t5, ref carry);
            ulong top = t6 + carry;
            ulong overflow = top < carry ? 1UL : 0UL;

            ulong q = t0 * TModulus.NegatedInverse;
            carry = 0;
            Limb.MultiplyAdd(q, TModulus.Limbs[0], t0, ref carry);
            t0 = Limb.MultiplyAdd(q, TModulus.Limbs[1], t1, ref carry);
            t1 = Limb.MultiplyAdd(q, TModulus.Limbs[2], t2, ref carry);
            t2 = Limb.MultiplyAdd(q, TModulus.Limbs[3], t3, ref carry);
            t3 = Limb.MultiplyAdd(q, TModulus.Limbs[4], t4, ref carry);
            t4 = Limb.MultiplyAdd(q, TModulus.Limbs[5], t5, ref carry);
            t5 = top + carry;
            t6 = overflow + (t5 < carry ? 1UL : 0UL);
        }
    }

    /// <summary>The limbs less the modulus where they are the modulus or more; they must be below twice the
    /// modulus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Residue384<TModulus> Reduce(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4, ulong t5,
        ulong t6)
    {
        ulong borrow = 0;
        ulong s0 = Limb.Subtract(t0, TModulus.Limbs[0], ref borrow);
        ulong s1 = Limb.Subtract(t1, TModulus.Limbs[1], ref borrow);
        ulong s2 = Limb.Subtract(t2, TModulus.Limbs[2], ref borrow);
        ulong s3 = Limb.Subtract(t3, TModulus.Limbs[3], ref borrow);
        ulong s4 = Limb.Subtract(t4, TModulus.Limbs[4], ref borrow);
        ulong s5 = Limb.Subtract(t5, TModulus.Limbs[5], ref borrow);
        Limb.Subtract(t6, 0, ref borrow);
        ulong keep = Limb.Mask(borrow);
        return new Residue384<TModulus>(
            Limb.Select(keep, t0, s0),
            Limb.Select(keep, t1, s1),
            Limb.Select(keep, t2, s2),
            Limb.Select(keep, t3, s3),
            Limb.Select(keep, t4, s4),
            Limb.Select(keep, t5, s5));
    }
}
