using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>FIPS 186-4, 6.4 for a batch: u1 = e/s, u2 = r/s, then r ≡ x of u1·G + u2·Q modulo n.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <typeparam name="TOrder">The residues modulo the order of its generator.</typeparam>
/// <param name="generator">The table of G.</param>
/// <param name="key">The table of the public key Q, of the same width.</param>
/// <param name="sums">The running sums; they fix which code adds the points.</param>
/// <param name="capacity">The largest batch.</param>
internal sealed unsafe class CurveBatchArithmetic<TField, TOrder>(
    WindowTable<TField> generator, WindowTable<TField> key, PointSums<TField> sums, int capacity)
        : BatchArithmetic
    where TField : unmanaged, IResidue<TField>
    where TOrder : unmanaged, IResidue<TOrder>
{
    private readonly SignatureScalars<TOrder> _scalars = new(capacity, generator.Width,
        generator.WindowCount);

    /// <inheritdoc/>
    public override int Capacity => _scalars.Capacity;

    /// <inheritdoc/>
    public override void Set(int index, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature) =>
        _scalars.Set(index, digest, signature);

    /// <inheritdoc/>
    public override void Judge(Span<SignatureOutcome> outcomes)
    {
        _scalars.Prepare(outcomes);
        sums.Start(generator.Window(0), Digits(_scalars.GeneratorDigits, 0, outcomes.Length));
        for (int w = 1; w < generator.WindowCount; w++)
        {
            sums.Add(generator.Window(w), Digits(_scalars.GeneratorDigits, w, outcomes.Length), outcomes);
        }

        for (int w = 0; w < key.WindowCount; w++)
        {
            sums.Add(key.Window(w), Digits(_scalars.KeyDigits, w, outcomes.Length), outcomes);
        }

        AcceptMatches(outcomes);

        // The tables' memory is reached by address only.
        GC.KeepAlive(generator);
        GC.KeepAlive(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AcceptMatches(Span<SignatureOutcome> outcomes)
    {
        for (int i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] == SignatureOutcome.Undecided)
            {
                continue;
            }

            TField x = sums.PlainX(i);
            if (_scalars.Matches(i, ResidueNumber.OfLimbs<TOrder>(ResidueNumber.Limbs(in x))))
            {
                outcomes[i] = SignatureOutcome.Accepted;
            }
        }
    }

    private ReadOnlySpan<ushort> Digits(ushort[] digits, int window, int count) =>
        digits.AsSpan(window * _scalars.Stride, count);
}
