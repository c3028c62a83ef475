namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>A point of the curve other than infinity, its coordinates in Montgomery form.</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <param name="x">x.</param>
/// <param name="y">y.</param>
internal struct AffinePoint<TField>(TField x, TField y)
    where TField : unmanaged, IResidue<TField>
{
    /// <summary>x, in Montgomery form.</summary>
    public TField X = x;

    /// <summary>y, in Montgomery form.</summary>
    public TField Y = y;

    /// <summary>Reads x and y from two big-endian numbers of equal length.</summary>
    /// <returns>False if a coordinate is not below p or the point is not on the curve.</returns>
    public static bool TryRead<TCurve>(ReadOnlySpan<byte> octets, out AffinePoint<TField> point)
        where TCurve : ICurve
    {
        TField x = ResidueNumber.OfOctets<TField>(octets[..(octets.Length / 2)]);
        TField y = ResidueNumber.OfOctets<TField>(octets[(octets.Length / 2)..]);
        point = new(ResidueNumber.ToMontgomery(in x), ResidueNumber.ToMontgomery(in y));
        return ResidueNumber.IsBelowModulus(in x) && ResidueNumber.IsBelowModulus(in y)
            && point.IsOn<TCurve>();
    }

    /// <summary>The generator of a curve.</summary>
    public static AffinePoint<TField> Generator<TCurve>()
        where TCurve : ICurve => new(
            ResidueNumber.ToMontgomery(ResidueNumber.OfLimbs<TField>(TCurve.GeneratorX)),
            ResidueNumber.ToMontgomery(ResidueNumber.OfLimbs<TField>(TCurve.GeneratorY)));

    /// <summary>True if y² = x³ − 3x + b.</summary>
    public readonly bool IsOn<TCurve>()
        where TCurve : ICurve
    {
        TField.Multiply(in X, in X, out TField cube);
        TField.Multiply(in cube, in X, out cube);
        TField.Subtract(in cube, in X, out TField right);
        TField.Subtract(in right, in X, out right);
        TField.Subtract(in right, in X, out right);
        TField.Add(in right, ResidueNumber.ToMontgomery(ResidueNumber.OfLimbs<TField>(TCurve.B)), out right);
        TField.Multiply(in Y, in Y, out TField left);
        TField.Subtract(in left, in right, out TField difference);
        return difference.IsZero;
    }

    /// <summary>Twice the point, which is never infinity: the curves' orders are odd primes, so no point has
    /// y = 0.</summary>
    public readonly AffinePoint<TField> Double()
    {
        TField.Add(in Y, in Y, out TField denominator);
        TField inverse = ResidueNumber.Inverse(in denominator);

        // slope = (3x² − 3) / 2y = 3(x² − 1) / 2y
        TField.Multiply(in X, in X, out TField square);
        TField.Subtract(in square, TField.One, out square);
        TField.Add(in square, in square, out TField slope);
        TField.Add(in slope, in square, out slope);
        TField.Multiply(in slope, in inverse, out slope);
        AffinePoint<TField> doubled = this;
        Chord(ref doubled, in X, in slope);
        return doubled;
    }

    /// <summary>sum := the third point on the line of this slope through the sum and a point, mirrored: sum +
    /// point.</summary>
    /// <param name="sum">One point; then the sum.</param>
    /// <param name="x">The other point's x.</param>
    /// <param name="slope">(y2 − y1)/(x2 − x1), or the tangent's.</param>
    public static void Chord(ref AffinePoint<TField> sum, in TField x, in TField slope)
    {
        TField.Multiply(in slope, in slope, out TField x3);
        TField.Subtract(in x3, in sum.X, out x3);
        TField.Subtract(in x3, in x, out x3);
        TField.Subtract(in sum.X, in x3, out TField run);
        sum.X = x3;
        TField.Multiply(in slope, in run, out run);
        TField.Subtract(in run, in sum.Y, out sum.Y);
    }
}
