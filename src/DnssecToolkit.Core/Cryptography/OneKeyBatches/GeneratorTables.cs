namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The tables of a curve's generator, built when first asked for and kept: every key of the curve needs them.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <typeparam name="TCurve">The curve.</typeparam>
internal static class GeneratorTables<TField, TCurve>
    where TField : unmanaged, IResidue<TField>
    where TCurve : ICurve
{
    private const int MaximumWidth = 16;

    private static readonly Lazy<WindowTable<TField>>[] ByWidth =
        [.. Enumerable.Range(0, MaximumWidth + 1).Select(static width => new Lazy<WindowTable<TField>>(() => Build(width)))];

    /// <summary>The table with windows of this width.</summary>
    public static WindowTable<TField> OfWidth(int width) => ByWidth[width].Value;

    private static WindowTable<TField> Build(int width)
    {
        AffinePoint<TField> generator = AffinePoint<TField>.Generator<TCurve>();
        return new WindowTable<TField>(in generator, width);
    }
}
