using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>A number modulo a 256-bit prime, in Montgomery form with the radix 2^256.</summary>
/// <typeparam name="TModulus">The prime; its top bit is set.</typeparam>
internal readonly struct Residue256<TModulus> : IResidue<Residue256<TModulus>>
    where TModulus : IPrimeModulus
{
    private readonly ulong _l0;
    private readonly ulong _l1;
    private readonly ulong _l2;
    private readonly ulong _l3;

    private Residue256(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        _l0 = l0;
        _l1 = l1;
        _l2 = l2;
        _l3 = l3;
    }

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Modulus => TModulus.Limbs;

    /// <inheritdoc/>
    public static Residue256<TModulus> One => Of(TModulus.Radix);

    /// <inheritdoc/>
    public static Residue256<TModulus> RadixSquared => Of(TModulus.RadixSquared);

    /// <inheritdoc/>
    public bool IsZero => (_l0 | _l1 | _l2 | _l3) == 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in Residue256<TModulus> a, in Residue256<TModulus> b,
        out Residue256<TModulus> product)
    {
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0, t4 = 0;
        ulong a0 = a._l0, a1 = a._l1, a2 = a._l2, a3 = a._l3;
        Residue256<TModulus> factor = b;
        Row(a0, factor, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a1, factor, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a2, factor, ref t0, ref t1, ref t2, ref t3, ref t4);
        Row(a3, factor, ref t0, ref t1, ref t2, ref t3, ref t4);
        product = Reduce(t0, t1, t2, t3, t4);
    }

    /// <inheritdoc/>
    public static void Add(in Residue256<TModulus> a, in Residue256<TModulus> b, out Residue256<TModulus> sum)
    {
        ulong carry = 0;
        ulong s0 = Limb.Add(a._l0, b._l0, ref carry);
        ulong s1 = Limb.Add(a._l1, b._l1, ref carry);
        ulong s2 = Limb.Add(a._l2, b._l2, ref carry);
        ulong s3 = Limb.Add(a._l3, b._l3, ref carry);
        sum = Reduce(s0, s1, s2, s3, carry);
    }

    /// <inheritdoc/>
    public static void Subtract(in Residue256<TModulus> a, in Residue256<TModulus> b,
        out Residue256<TModulus> difference)
    {
        ulong borrow = 0;
        ulong d0 = Limb.Subtract(a._l0, b._l0, ref borrow);
        ulong d1 = Limb.Subtract(a._l1, b._l1, ref borrow);
        ulong d2 = Limb.Subtract(a._l2, b._l2, ref borrow);
        ulong d3 = Limb.Subtract(a._l3, b._l3, ref borrow);
        ulong mask = Limb.Mask(borrow);
        ulong carry = 0;
        d0 = Limb.Add(d0, mask & TModulus.Limbs[0], ref carry);
        d1 = Limb.Add(d1, mask & TModulus.Limbs[1], ref carry);
        d2 = Limb.Add(d2, mask & TModulus.Limbs[2], ref carry);
        d3 = Limb.Add(d3, mask & TModulus.Limbs[3], ref carry);
        difference = new Residue256<TModulus>(d0, d1, d2, d3);
    }

    private static Residue256<TModulus> Of(ReadOnlySpan<ulong> limbs) =>
        new(limbs[0], limbs[1], limbs[2], limbs[3]);

    /// <summary>t := (t + factor·b + q·m) / 2^64 with the q that makes the division exact; keeps t below b +
    /// m (5 limbs).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(
        ulong factor, in Residue256<TModulus> b,
        ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3, ref ulong t4)
    {
        unchecked
        {
            ulong carry = 0;
            t0 = Limb.MultiplyAdd(factor, b._l0, t0, ref carry);
            t1 = Limb.MultiplyAdd(factor, b._l1, t1, ref carry);
            t2 = Limb.MultiplyAdd(factor, b._l2, t2, ref carry);
            t3 = Limb.MultiplyAdd(factor, b._l3, t3, ref carry);
            ulong top = t4 + carry;
            ulong overflow = top < carry ? 1UL : 0UL;

            ulong q = t0 * TModulus.NegatedInverse;
            carry = 0;
            Limb.MultiplyAdd(q, TModulus.Limbs[0], t0, ref carry);
            t0 = Limb.MultiplyAdd(q, TModulus.Limbs[1], t1, ref carry);
            t1 = Limb.MultiplyAdd(q, TModulus.Limbs[2], t2, ref carry);
            t2 = Limb.MultiplyAdd(q, TModulus.Limbs[3], t3, ref carry);
            t3 = top + carry;
            t4 = overflow + (t3 < carry ? 1UL : 0UL);
        }
    }

    /// <summary>The limbs less the modulus where they are the modulus or more; they must be below twice the
    /// modulus.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Residue256<TModulus> Reduce(ulong t0, ulong t1, ulong t2, ulong t3, ulong t4)
    {
        ulong borrow = 0;
        ulong s0 = Limb.Subtract(t0, TModulus.Limbs[0], ref borrow);
        ulong s1 = Limb.Subtract(t1, TModulus.Limbs[1], ref borrow);
        ulong s2 = Limb.Subtract(t2, TModulus.Limbs[2], ref borrow);
        ulong s3 = Limb.Subtract(t3, TModulus.Limbs[3], ref borrow);
        Limb.Subtract(t4, 0, ref borrow);
        ulong keep = Limb.Mask(borrow);
        return new Residue256<TModulus>(
            Limb.Select(keep, t0, s0),
            Limb.Select(keep, t1, s1),
            Limb.Select(keep, t2, s2),
            Limb.Select(keep, t3, s3));
    }
}
