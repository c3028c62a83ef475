using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The running sums in 64-bit limbs: the path for every processor and every curve.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <param name="capacity">The largest batch.</param>
internal sealed unsafe class LimbPointSums<TField>(int capacity) : PointSums<TField>
    where TField : unmanaged, IResidue<TField>
{
    private readonly AffinePoint<TField>[] _sums = new AffinePoint<TField>[capacity];
    private readonly TField[] _differences = new TField[capacity];
    private readonly TField[] _products = new TField[capacity];

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Start(AffinePoint<TField>* points, ReadOnlySpan<ushort> digits)
    {
        for (int i = 0; i < digits.Length; i++)
        {
            _sums[i] = Select(points, digits[i]);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(AffinePoint<TField>* points, ReadOnlySpan<ushort> digits,
        Span<SignatureOutcome> outcomes)
    {
        TField running = TField.One;
        for (int i = 0; i < outcomes.Length; i++)
        {
            ref TField difference = ref _differences[i];
            TField.Subtract(in points[digits[i] & WindowDigits.IndexMask].X, in _sums[i].X, out difference);
            if (difference.IsZero)
            {
                // Equal or opposite points. One zero would make the product of all zero, so it is replaced.
                difference = TField.One;
                outcomes[i] = SignatureOutcome.Undecided;
            }

            _products[i] = running;
            TField.Multiply(in running, in difference, out running);
        }

        TField inverse = ResidueNumber.Inverse(in running);
        for (int i = outcomes.Length - 1; i >= 0; i--)
        {
            AffinePoint<TField> addend = Select(points, digits[i]);
            TField.Multiply(in inverse, in _products[i], out TField slope);
            TField.Multiply(in inverse, in _differences[i], out inverse);
            TField.Subtract(in addend.Y, in _sums[i].Y, out TField rise);
            TField.Multiply(in slope, in rise, out slope);
            AffinePoint<TField>.Chord(ref _sums[i], in addend.X, in slope);
        }
    }

    /// <inheritdoc/>
    public override TField PlainX(int index) => ResidueNumber.FromMontgomery(in _sums[index].X);

    private static AffinePoint<TField> Select(AffinePoint<TField>* points, ushort digit)
    {
        AffinePoint<TField> point = points[digit & WindowDigits.IndexMask];
        if ((digit & WindowDigits.Negative) != 0)
        {
            TField.Subtract(default, in point.Y, out point.Y);
        }

        return point;
    }
}
