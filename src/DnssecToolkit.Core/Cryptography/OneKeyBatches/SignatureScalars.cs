using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The numbers of a batch's signatures, and the digits of the u1 and u2 that follow from
/// them.</summary>
/// <typeparam name="TOrder">The residues modulo n, the order of the curve's generator.</typeparam>
/// <remarks>One thread's own; every array is reused from batch to batch.</remarks>
internal sealed class SignatureScalars<TOrder>
    where TOrder : unmanaged, IResidue<TOrder>
{
    // Without it, the windows' digits of one signature lie a power of two apart, in one set of the
    // first-level cache.
    private const int CacheLineOfDigits = 32;

    private readonly TOrder[] _r;
    private readonly TOrder[] _s;
    private readonly TOrder[] _e;
    private readonly TOrder[] _products;
    private readonly bool[] _inRange;
    private readonly int _width;

    /// <summary>Room for a number of signatures whose scalars are cut into windows of a width.</summary>
    public SignatureScalars(int capacity, int width, int windowCount)
    {
        _r = new TOrder[capacity];
        _s = new TOrder[capacity];
        _e = new TOrder[capacity];
        _products = new TOrder[capacity];
        _inRange = new bool[capacity];
        _width = width;
        Capacity = capacity;
        Stride = capacity + CacheLineOfDigits;
        GeneratorDigits = new ushort[windowCount * Stride];
        KeyDigits = new ushort[windowCount * Stride];
    }

    /// <summary>How many signatures there is room for.</summary>
    public int Capacity { get; }

    /// <summary>The distance from one window's digits to the next window's.</summary>
    public int Stride { get; }

    /// <summary>The digits of u1 = e/s mod n: signature i's digit in window w is at w·stride + i.</summary>
    public ushort[] GeneratorDigits { get; }

    /// <summary>The digits of u2 = r/s mod n, laid out likewise.</summary>
    public ushort[] KeyDigits { get; }

    /// <summary>Reads one signature (RFC 6605, section 4: r and s, big-endian and of equal length) and its
    /// digest.</summary>
    /// <param name="index">Its place in the batch.</param>
    /// <param name="digest">As many octets as n has.</param>
    /// <param name="signature">Twice as many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Set(int index, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
    {
        TOrder r = ResidueNumber.OfOctets<TOrder>(signature[..digest.Length]);
        TOrder s = ResidueNumber.OfOctets<TOrder>(signature[digest.Length..]);

        // FIPS 186-4, 6.4 (ANSI X9.62, 7.4.1): r and s lie in [1, n − 1], or the signature is rejected.
        bool inRange = !r.IsZero && !s.IsZero
            && ResidueNumber.IsBelowModulus(in r) && ResidueNumber.IsBelowModulus(in s);
        _inRange[index] = inRange;
        _r[index] = inRange ? r : TOrder.One;
        _s[index] = inRange ? s : TOrder.One;
        _e[index] = ResidueNumber.OfOctets<TOrder>(digest);
    }

    /// <summary>Computes both digit columns for the first signatures, one to an outcome, and presets their
    /// outcomes.</summary>
    /// <param name="outcomes">Set to Undecided where e is zero modulo n, else to Rejected.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prepare(Span<SignatureOutcome> outcomes)
    {
        // Montgomery's trick: one inversion for all s. Each s, a plain number, is taken as the Montgomery
        // form of s/R.
        TOrder running = TOrder.One;
        for (int i = 0; i < outcomes.Length; i++)
        {
            _products[i] = running;
            TOrder.Multiply(in running, in _s[i], out running);
        }

        // Leaving Montgomery form once here makes each quotient below R/s, so that a product with it is a
        // plain e/s or r/s.
        TOrder inverse = ResidueNumber.Inverse(in running);
        inverse = ResidueNumber.FromMontgomery(in inverse);
        for (int i = outcomes.Length - 1; i >= 0; i--)
        {
            TOrder.Multiply(in inverse, in _products[i], out TOrder quotient);
            TOrder.Multiply(in inverse, in _s[i], out inverse);
            TOrder.Multiply(in _e[i], in quotient, out TOrder u1);
            TOrder.Multiply(in _r[i], in quotient, out TOrder u2);

            // Zero has no odd form; u2 is never zero, because r is not.
            outcomes[i] = u1.IsZero ? SignatureOutcome.Undecided : SignatureOutcome.Rejected;
            WriteDigits(in u1, GeneratorDigits.AsSpan(i));
            WriteDigits(in u2, KeyDigits.AsSpan(i));
        }
    }

    /// <summary>True if r and s are in range and r is x modulo n.</summary>
    /// <param name="index">The signature's place in the batch.</param>
    /// <param name="x">The x of u1·G + u2·Q, a plain number below p.</param>
    public bool Matches(int index, in TOrder x)
    {
        // n < p < 2n: subtracting n once is the whole reduction. (A stored r plus n may be p or more; then no
        // x reaches it.)
        TOrder reduced = x;
        if (!ResidueNumber.IsBelowModulus(in x))
        {
            TOrder.Subtract(in x, ResidueNumber.OfLimbs<TOrder>(TOrder.Modulus), out reduced);
        }

        return _inRange[index]
            && ResidueNumber.Limbs(in reduced).SequenceEqual(ResidueNumber.Limbs(in _r[index]));
    }

    /// <summary>Writes an even u as −(n − u): n is odd, so one of the two is odd.</summary>
    private void WriteDigits(in TOrder u, Span<ushort> digits)
    {
        TOrder odd = u;
        ushort sign = 0;
        if ((ResidueNumber.Limbs(in u)[0] & 1) == 0)
        {
            TOrder.Subtract(default, in u, out odd);
            sign = WindowDigits.Negative;
        }

        WindowDigits.Write(ResidueNumber.Limbs(in odd), _width, sign, digits, Stride);
    }
}
