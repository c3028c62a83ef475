using System.Numerics;
using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>1/a modulo an odd prime by division steps (Bernstein and Yang, "Fast constant-time gcd
/// computation and modular inversion", 2019), sixty-two at a time and in variable time.</summary>
/// <remarks>
/// <para>f and g start as the modulus m and a. A step halves g, after swapping with f and adding f where that
/// is needed to keep f odd and make g even; at the end g is 0 and f is ±1. d and e follow with f ≡ d·a and g
/// ≡ e·a modulo m, so ±d is the inverse. Sixty-two steps look at the lowest bits of f and g only and make one
/// 2 × 2 matrix, which is then applied to all limbs.</para>
/// <para>Numbers are signed limbs of 62 bits, the least first: all but the last in [0, 2^62). |f| and |g|
/// never exceed m; d and e stay in (−2m, m), because each update divides by 2^62 what its matrix, of row sums
/// at most 2^62, has made.</para>
/// </remarks>
internal static class ModularInverse
{
    private const int LimbBits = 62;
    private const long LimbMask = (1L << LimbBits) - 1;
    private const int MaximumLimbs = 7;

    /// <summary>Replaces a plain number below m, in 64-bit limbs, by its inverse; zero stays zero.</summary>
    /// <param name="number">a; then 1/a.</param>
    /// <param name="modulus">m, an odd prime of as many limbs.</param>
    public static void Invert(Span<ulong> number, ReadOnlySpan<ulong> modulus)
    {
        int count = ((64 * modulus.Length) + LimbBits) / LimbBits;
        Span<long> all = stackalloc long[5 * MaximumLimbs];
        Span<long> m = all[..count];
        Span<long> f = all.Slice(MaximumLimbs, count);
        Span<long> g = all.Slice(2 * MaximumLimbs, count);
        Span<long> d = all.Slice(3 * MaximumLimbs, count);
        Span<long> e = all.Slice(4 * MaximumLimbs, count);
        Split(modulus, m);
        m.CopyTo(f);
        Split(number, g);
        e[0] = 1;
        long inverse = unchecked((long)InverseOfOdd((ulong)m[0])) & LimbMask;
        long eta = -1;
        while (g.ContainsAnyExcept(0L))
        {
            StepMatrix t = StepMatrix.Of(ref eta, unchecked((ulong)f[0]), unchecked((ulong)g[0]));
            ApplyModulo(d, e, m, inverse, in t);
            Apply(f, g, in t);
        }

        Normalize(d, m, negate: f[^1] < 0);
        Join(d, number);
    }

    /// <summary>(f, g) := t·(f, g)/2^62, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(Span<long> f, Span<long> g, in StepMatrix t)
    {
        unchecked
        {
            Int128 cf = Math.BigMul(t.U, f[0]) + Math.BigMul(t.V, g[0]);
            Int128 cg = Math.BigMul(t.Q, f[0]) + Math.BigMul(t.R, g[0]);
            cf >>= LimbBits;
            cg >>= LimbBits;
            for (int i = 1; i < f.Length; i++)
            {
                cf += Math.BigMul(t.U, f[i]) + Math.BigMul(t.V, g[i]);
                cg += Math.BigMul(t.Q, f[i]) + Math.BigMul(t.R, g[i]);
                f[i - 1] = (long)cf & LimbMask;
                g[i - 1] = (long)cg & LimbMask;
                cf >>= LimbBits;
                cg >>= LimbBits;
            }

            f[^1] = (long)cf;
            g[^1] = (long)cg;
        }
    }

    /// <summary>(d, e) := t·(d, e)/2^62 modulo m: multiples of m are added so that the division is
    /// exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ApplyModulo(Span<long> d, Span<long> e, ReadOnlySpan<long> m, long inverse,
        in StepMatrix t)
    {
        unchecked
        {
            // Starting from a non-negative combination keeps the result in (−2m, m).
            long md = (t.U & (d[^1] >> 63)) + (t.V & (e[^1] >> 63));
            long me = (t.Q & (d[^1] >> 63)) + (t.R & (e[^1] >> 63));
            Int128 cd = Math.BigMul(t.U, d[0]) + Math.BigMul(t.V, e[0]);
            Int128 ce = Math.BigMul(t.Q, d[0]) + Math.BigMul(t.R, e[0]);
            md -= ((inverse * (long)cd) + md) & LimbMask;
            me -= ((inverse * (long)ce) + me) & LimbMask;
            cd += Math.BigMul(m[0], md);
            ce += Math.BigMul(m[0], me);
            cd >>= LimbBits;
            ce >>= LimbBits;
            for (int i = 1; i < d.Length; i++)
            {
                cd += Math.BigMul(t.U, d[i]) + Math.BigMul(t.V, e[i]) + Math.BigMul(m[i], md);
                ce += Math.BigMul(t.Q, d[i]) + Math.BigMul(t.R, e[i]) + Math.BigMul(m[i], me);
                d[i - 1] = (long)cd & LimbMask;
                e[i - 1] = (long)ce & LimbMask;
                cd >>= LimbBits;
                ce >>= LimbBits;
            }

            d[^1] = (long)cd;
            e[^1] = (long)ce;
        }
    }

    /// <summary>Brings d, or −d, from (−2m, m) into [0, m).</summary>
    private static void Normalize(Span<long> d, ReadOnlySpan<long> m, bool negate)
    {
        AddIfNegative(d, m);
        if (negate)
        {
            for (int i = 0; i < d.Length; i++)
            {
                d[i] = -d[i];
            }

            Carry(d);
        }

        AddIfNegative(d, m);
    }

    private static void AddIfNegative(Span<long> d, ReadOnlySpan<long> m)
    {
        if (d[^1] < 0)
        {
            for (int i = 0; i < d.Length; i++)
            {
                d[i] += m[i];
            }

            Carry(d);
        }
    }

    private static void Carry(Span<long> d)
    {
        for (int i = 0; i < d.Length - 1; i++)
        {
            d[i + 1] += d[i] >> LimbBits;
            d[i] &= LimbMask;
        }
    }

    private static void Split(ReadOnlySpan<ulong> number, Span<long> limbs)
    {
        for (int i = 0; i < limbs.Length; i++)
        {
            int word = i * LimbBits >> 6;
            int shift = i * LimbBits & 63;
            ulong low = word < number.Length ? number[word] >> shift : 0;
            ulong high = shift > 0 && word + 1 < number.Length ? number[word + 1] << (64 - shift) : 0;
            limbs[i] = (long)((low | high) & (ulong)LimbMask);
        }
    }

    private static void Join(ReadOnlySpan<long> limbs, Span<ulong> number)
    {
        number.Clear();
        for (int i = 0; i < limbs.Length; i++)
        {
            int word = i * LimbBits >> 6;
            int shift = i * LimbBits & 63;
            ulong limb = unchecked((ulong)limbs[i]);
            if (word < number.Length)
            {
                number[word] |= limb << shift;
            }

            if (shift > 2 && word + 1 < number.Length)
            {
                number[word + 1] |= limb >> (64 - shift);
            }
        }
    }

    /// <summary>1/odd modulo 2^64, by Newton's iteration: three bits are right at first, twice as many after
    /// each.</summary>
    private static ulong InverseOfOdd(ulong odd)
    {
        unchecked
        {
            ulong inverse = odd;
            for (int bits = 3; bits < 64; bits *= 2)
            {
                inverse *= 2 - (odd * inverse);
            }

            return inverse;
        }
    }

    /// <summary>Sixty-two division steps as one matrix: 2^62 times the new f is u·f + v·g, and of the new g
    /// q·f + r·g.</summary>
    private readonly record struct StepMatrix(long U, long V, long Q, long R)
    {
        /// <summary>The matrix that the lowest bits of f and g call for.</summary>
        /// <param name="eta">Minus the delta of the paper; carried from matrix to matrix.</param>
        /// <param name="f">f's lowest 62 bits at least; odd.</param>
        /// <param name="g">g's.</param>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static StepMatrix Of(ref long eta, ulong f, ulong g)
        {
            unchecked
            {
                ulong u = 1;
                ulong v = 0;
                ulong q = 0;
                ulong r = 1;
                int left = LimbBits;
                while (true)
                {
                    int zeros = BitOperations.TrailingZeroCount(g | (ulong.MaxValue << left));
                    g >>= zeros;
                    u <<= zeros;
                    v <<= zeros;
                    eta -= zeros;
                    left -= zeros;
                    if (left == 0)
                    {
                        return new((long)u, (long)v, (long)q, (long)r);
                    }

                    ulong factor;
                    if (eta < 0)
                    {
                        eta = -eta;
                        (f, g) = (g, 0 - f);
                        (u, q) = (q, 0 - u);
                        (v, r) = (r, 0 - v);

                        // −g/f modulo 2^6: f·(f² − 2) is −1/f modulo 2^6 for odd f.
                        factor = f * g * ((f * f) - 2) & Mask(eta, left, 63);
                    }
                    else
                    {
                        // −g/f modulo 2^4: f + 8·(bit 2 of f + 1) is 1/f modulo 2^4.
                        factor = (0 - (f + (((f + 1) & 4) << 1))) * g & Mask(eta, left, 15);
                    }

                    g += f * factor;
                    q += u * factor;
                    r += v * factor;
                }
            }
        }

        /// <summary>As many bits may go at once as steps are left, and as come before the next
        /// swap.</summary>
        private static ulong Mask(long eta, int left, ulong most)
        {
            int limit = (int)Math.Min(eta + 1, left);
            return (ulong.MaxValue >> (64 - limit)) & most;
        }
    }
}
