namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The running sums u1·G + u2·Q of a batch, one point a signature, to which every window adds one
/// point of its table.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <remarks>One thread's own.</remarks>
internal abstract unsafe class PointSums<TField>
    where TField : unmanaged, IResidue<TField>
{
    /// <summary>Sets each sum to the point its digit selects.</summary>
    /// <param name="points">A window of a table.</param>
    /// <param name="digits">The window's digit for each signature of the batch (see
    /// <see cref="WindowDigits"/>).</param>
    public abstract void Start(AffinePoint<TField>* points, ReadOnlySpan<ushort> digits);

    /// <summary>Adds to each sum the point its digit selects, with one field inversion for all.</summary>
    /// <param name="points">A window of a table.</param>
    /// <param name="digits">The window's digit for each signature.</param>
    /// <param name="outcomes">Set to Undecided where the two points have the same x; such a sum is arbitrary
    /// from then on.</param>
    public abstract void Add(AffinePoint<TField>* points, ReadOnlySpan<ushort> digits,
        Span<SignatureOutcome> outcomes);

    /// <summary>The x of one sum, as a plain number below p.</summary>
    public abstract TField PlainX(int index);
}
