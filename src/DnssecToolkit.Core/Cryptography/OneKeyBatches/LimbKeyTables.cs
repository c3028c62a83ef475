namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The tables of G and of one public key for <see cref="ArithmeticPath.Limbs"/>.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <typeparam name="TOrder">The residues modulo the order of its generator.</typeparam>
internal sealed class LimbKeyTables<TField, TOrder> : KeyTables
    where TField : unmanaged, IResidue<TField>
    where TOrder : unmanaged, IResidue<TOrder>
{
    private readonly WindowTable<TField> _generator;
    private readonly WindowTable<TField> _key;

    private LimbKeyTables(WindowTable<TField> generator, WindowTable<TField> key)
    {
        _generator = generator;
        _key = key;
    }

    /// <summary>The tables of a key; null if it is no point of the curve.</summary>
    public static LimbKeyTables<TField, TOrder>? Of<TCurve>(ReadOnlySpan<byte> publicKey, int width)
        where TCurve : ICurve
    {
        // The curves' order is prime and their cofactor 1, so every point but infinity has the order n, as
        // the tables ask.
        return AffinePoint<TField>.TryRead<TCurve>(publicKey, out AffinePoint<TField> point)
            ? new(GeneratorTables<TField, TCurve>.Of(width), new WindowTable<TField>(in point, width))
            : null;
    }

    /// <inheritdoc/>
    public override BatchArithmetic NewBatch(int capacity) =>
        new CurveBatchArithmetic<TField, TOrder>(_generator, _key, new LimbPointSums<TField>(capacity),
            capacity);
}
