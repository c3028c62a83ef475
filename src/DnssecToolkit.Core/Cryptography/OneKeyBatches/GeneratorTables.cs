using System.Collections.Concurrent;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The tables of a curve's generator, built when first asked for and kept: every key of the curve
/// needs them.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <typeparam name="TCurve">The curve.</typeparam>
internal static class GeneratorTables<TField, TCurve>
    where TField : unmanaged, IResidue<TField>
    where TCurve : ICurve
{
    private static readonly ConcurrentDictionary<(int Width,
        int RadixExcess), Lazy<WindowTable<TField>>> Tables = new();

    /// <summary>The table with windows of this width; see <see cref="WindowTable{TField}"/>.</summary>
    public static WindowTable<TField> Of(int width, int radixExcess = 0) =>
        Tables.GetOrAdd((width, radixExcess),
            static key => new(() => Build(key.Width, key.RadixExcess))).Value;

    private static WindowTable<TField> Build(int width, int radixExcess)
    {
        AffinePoint<TField> generator = AffinePoint<TField>.Generator<TCurve>();
        return new WindowTable<TField>(in generator, width, radixExcess);
    }
}
