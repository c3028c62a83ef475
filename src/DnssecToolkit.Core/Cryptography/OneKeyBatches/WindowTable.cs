using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The odd multiples (2k + 1)·2^(width·w)·P of one point P, for each window w and each k below
/// 2^(width − 1).</summary>
/// <typeparam name="TField">The curve's field.</typeparam>
/// <remarks>
/// With it u·P costs one addition a window (see <see cref="WindowDigits"/>). Immutable once built, so threads
/// share it. Size in octets: windows · 2^(width − 1) · size of a point; for P-256 4.9 MB at width 13, 262 kB
/// at width 8. The points lie in a memory that never moves, at multiples of 64 octets, so that a P-256 point
/// is one cache line.
/// </remarks>
internal sealed unsafe class WindowTable<TField>
    where TField : unmanaged, IResidue<TField>
{
    private readonly CacheAlignedMemory _memory;

    /// <summary>Builds the table of a point of the curve's prime order.</summary>
    /// <param name="point">Any point of the curve but infinity.</param>
    /// <param name="width">Bits to a window, 2 to 16.</param>
    /// <param name="radixExcess">By how many bits the radix of the coordinates' Montgomery form exceeds the
    /// field's own.</param>
    public WindowTable(in AffinePoint<TField> point, int width, int radixExcess = 0)
    {
        int bits = 8 * sizeof(TField);
        Width = width;
        WindowCount = (bits + width - 1) / width;
        _memory = new CacheAlignedMemory(WindowCount * PointsInWindow * sizeof(AffinePoint<TField>));
        Fill(Doublings(in point, WindowCount * width));
        for (int bit = 0; bit < radixExcess; bit++)
        {
            DoubleCoordinates();
        }
    }

    /// <summary>Bits to a window.</summary>
    public int Width { get; }

    /// <summary>How many windows cover a scalar.</summary>
    public int WindowCount { get; }

    /// <summary>2^(width − 1).</summary>
    public int PointsInWindow => 1 << (Width - 1);

    /// <summary>The points of one window: at k is (2k + 1)·2^(width·window)·P. Valid as long as the table is
    /// reachable.</summary>
    public AffinePoint<TField>* Window(int window) =>
        (AffinePoint<TField>*)_memory.Start + (window * PointsInWindow);

    private void DoubleCoordinates()
    {
        for (AffinePoint<TField>* point = Window(0); point < Window(WindowCount); point++)
        {
            TField.Add(in point->X, in point->X, out point->X);
            TField.Add(in point->Y, in point->Y, out point->Y);
        }
    }

    /// <summary>P, 2P, 4P, … 2^(count − 1)·P.</summary>
    private static AffinePoint<TField>[] Doublings(in AffinePoint<TField> point, int count)
    {
        AffinePoint<TField>[] doublings = new AffinePoint<TField>[count];
        doublings[0] = point;
        for (int i = 1; i < count; i++)
        {
            doublings[i] = doublings[i - 1].Double();
        }

        return doublings;
    }

    /// <summary>Doubles what each window holds until it is full: (2k + 1)·B + 2m·B for k below m gives the
    /// next m odd multiples.</summary>
    /// <remarks>
    /// No sum meets an exceptional case: (2k + 1 ± 2m)·2^(width·w) is a product of factors that are not zero
    /// modulo the prime order, so the two points are neither equal nor opposite.
    /// </remarks>
    private void Fill(AffinePoint<TField>[] doublings)
    {
        for (int w = 0; w < WindowCount; w++)
        {
            Window(w)[0] = doublings[w * Width];
        }

        TField[] products = new TField[WindowCount * PointsInWindow / 2];
        for (int level = 1; level < Width; level++)
        {
            DoubleWindows(doublings, level, products);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DoubleWindows(AffinePoint<TField>[] doublings, int level, TField[] products)
    {
        int held = 1 << (level - 1);
        TField running = TField.One;
        for (int i = 0; i < WindowCount * held; i++)
        {
            (int w, int k) = (i / held, i % held);
            products[i] = running;
            TField.Subtract(in doublings[(w * Width) + level].X, in Window(w)[k].X, out TField difference);
            TField.Multiply(in running, in difference, out running);
        }

        TField inverse = ResidueNumber.Inverse(in running);
        for (int i = (WindowCount * held) - 1; i >= 0; i--)
        {
            (int w, int k) = (i / held, i % held);
            ref AffinePoint<TField> addend = ref doublings[(w * Width) + level];
            AffinePoint<TField> point = Window(w)[k];
            TField.Subtract(in addend.X, in point.X, out TField dx);
            TField.Subtract(in addend.Y, in point.Y, out TField dy);
            TField.Multiply(in inverse, in products[i], out TField slope);
            TField.Multiply(in inverse, in dx, out inverse);
            TField.Multiply(in slope, in dy, out slope);
            AffinePoint<TField>.Chord(ref point, in addend.X, in slope);
            Window(w)[held + k] = point;
        }
    }
}
