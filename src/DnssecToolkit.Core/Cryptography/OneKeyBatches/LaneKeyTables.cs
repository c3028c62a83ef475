namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The tables of P-256's G and of one public key for <see cref="ArithmeticPath.Lanes"/>.</summary>
internal sealed class LaneKeyTables : KeyTables
{
    private readonly WindowTable<P256FieldElement> _generator;
    private readonly WindowTable<P256FieldElement> _key;

    private LaneKeyTables(WindowTable<P256FieldElement> generator, WindowTable<P256FieldElement> key)
    {
        _generator = generator;
        _key = key;
    }

    /// <summary>The tables of a key; null if it is no point of the curve.</summary>
    public static LaneKeyTables? Of(ReadOnlySpan<byte> publicKey, int width)
    {
        return AffinePoint<P256FieldElement>.TryRead<P256Curve>(publicKey,
            out AffinePoint<P256FieldElement> point)
            ? new(
                GeneratorTables<P256FieldElement, P256Curve>.Of(width, LaneElement.RadixExcess),
                new WindowTable<P256FieldElement>(in point, width, LaneElement.RadixExcess))
            : null;
    }

    /// <inheritdoc/>
    public override BatchArithmetic NewBatch(int capacity)
    {
        int lanes = (capacity + LaneElement.Lanes - 1) / LaneElement.Lanes * LaneElement.Lanes;
        return new CurveBatchArithmetic<P256FieldElement, Residue256<P256Order>>(
            _generator, _key, new LanePointSums(lanes), lanes);
    }
}
