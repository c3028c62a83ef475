using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The running sums on P-256, eight signatures to a vector; needs AVX-512. The tables' coordinates
/// have the radix 2^261.</summary>
/// <remarks>
/// The steps are those of <see cref="LimbPointSums{TField}"/>. Where the signatures do not fill the last
/// group of eight, its other lanes follow whatever digits are there; nobody looks at their sums. No 512-bit
/// code is compiled ahead of time, so the hot methods ask for the optimizing compiler at once.
/// </remarks>
internal sealed unsafe class LanePointSums : PointSums<P256FieldElement>
{
    private readonly CacheAlignedMemory _memory;
    private readonly Vector512<long>* _x;
    private readonly Vector512<long>* _y;
    private readonly Vector512<long>* _differences;
    private readonly Vector512<long>* _products;
    private readonly Vector512<long>* _one;
    private readonly Vector512<long>* _inverse;
    private readonly Vector512<long>* _slope;
    private readonly Vector512<long>* _scratch;

    /// <summary>Room for a number of signatures.</summary>
    /// <param name="capacity">A multiple of eight; the digits of so many can be read.</param>
    public LanePointSums(int capacity)
    {
        int size = Groups(capacity) * LaneElement.LimbCount;
        _memory = new CacheAlignedMemory(((4 * size)
            + (5 * LaneElement.LimbCount)) * sizeof(Vector512<long>));
        _x = (Vector512<long>*)_memory.Start;
        _y = _x + size;
        _differences = _y + size;
        _products = _differences + size;
        _one = _products + size + LaneElement.LimbCount;
        _inverse = _one + LaneElement.LimbCount;
        _slope = _inverse + LaneElement.LimbCount;
        _scratch = _slope + LaneElement.LimbCount;
        for (int lane = 0; lane < LaneElement.Lanes; lane++)
        {
            LaneNumber.Put((long*)_one, lane, LaneNumber.ToLaneRadix);
            LaneNumber.Put((long*)_products, lane, LaneNumber.ToLaneRadix);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Start(AffinePoint<P256FieldElement>* points, ReadOnlySpan<ushort> digits)
    {
        fixed (ushort* digit = digits)
        {
            for (int group = 0; group < Groups(digits.Length); group++)
            {
                LaneCoordinates.LoadX(Number(_x, group), points, digit + (group * LaneElement.Lanes));
                LaneCoordinates.LoadY(Number(_y, group), points, digit + (group * LaneElement.Lanes));
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Add(
        AffinePoint<P256FieldElement>* points, ReadOnlySpan<ushort> digits, Span<SignatureOutcome> outcomes)
    {
        int groups = Groups(outcomes.Length);
        fixed (ushort* digit = digits)
        {
            for (int group = 0; group < groups; group++)
            {
                LaneCoordinates.LoadX(_scratch, points, digit + (group * LaneElement.Lanes));
                LaneElement.Subtract(Number(_differences, group), _scratch, Number(_x, group));
            }

            MultiplyDifferences(groups);
            if (LaneElement.IsZero(Number(_products, groups)) != default)
            {
                ReplaceZeros(outcomes);
                MultiplyDifferences(groups);
            }

            InvertLanes(Number(_products, groups));
            for (int group = groups - 1; group >= 0; group--)
            {
                AddPoints(group, points, digit + (group * LaneElement.Lanes));
            }
        }
    }

    /// <inheritdoc/>
    public override P256FieldElement PlainX(int index)
    {
        P256FieldElement x = LaneNumber.Take((long*)Number(_x, index / LaneElement.Lanes),
            index % LaneElement.Lanes);
        P256FieldElement.Multiply(in x, LaneNumber.FromLaneRadix, out x);
        return x;
    }

    private static int Groups(int count) => (count + LaneElement.Lanes - 1) / LaneElement.Lanes;

    private static Vector512<long>* Number(Vector512<long>* numbers, int group) =>
        numbers + (group * LaneElement.LimbCount);

    /// <summary>products[g] := the product of the differences before g, so that products[groups] is that of
    /// all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MultiplyDifferences(int groups)
    {
        for (int group = 0; group < groups; group++)
        {
            LaneElement.Multiply(Number(_products, group + 1), Number(_products, group),
                Number(_differences, group));
        }
    }

    /// <summary>Puts ones where points have the same x, and leaves their signatures undecided.</summary>
    private void ReplaceZeros(Span<SignatureOutcome> outcomes)
    {
        for (int group = 0; group < Groups(outcomes.Length); group++)
        {
            // The product with one is the same number made tidy, as IsZero needs it.
            Vector512<long>* difference = Number(_differences, group);
            LaneElement.Multiply(_scratch, difference, _one);
            Vector512<long> zero = LaneElement.IsZero(_scratch);
            if (zero == default)
            {
                continue;
            }

            for (int i = 0; i < LaneElement.LimbCount; i++)
            {
                difference[i] = Vector512.ConditionalSelect(zero, _one[i], difference[i]);
            }

            for (int lane = 0; lane < LaneElement.Lanes; lane++)
            {
                int index = (group * LaneElement.Lanes) + lane;
                if (zero[lane] != 0 && index < outcomes.Length)
                {
                    outcomes[index] = SignatureOutcome.Undecided;
                }
            }
        }
    }

    /// <summary>inverse := 1/product in each lane: Montgomery's trick once more, over the lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void InvertLanes(Vector512<long>* product)
    {
        P256FieldElement running = P256FieldElement.One;
        for (int lane = 0; lane < LaneElement.Lanes; lane++)
        {
            LaneNumber.Put((long*)_inverse, lane, in running);
            P256FieldElement.Multiply(in running, LaneNumber.Take((long*)product, lane), out running);
        }

        P256FieldElement inverse = ResidueNumber.Inverse(in running);
        P256FieldElement.Multiply(in inverse, LaneNumber.InverseToLaneRadix, out inverse);
        for (int lane = LaneElement.Lanes - 1; lane >= 0; lane--)
        {
            P256FieldElement.Multiply(in inverse, LaneNumber.Take((long*)_inverse, lane),
                out P256FieldElement quotient);
            P256FieldElement.Multiply(in inverse, LaneNumber.Take((long*)product, lane), out inverse);
            LaneNumber.Put((long*)_inverse, lane, in quotient);
        }
    }

    /// <summary>The chord formulas for eight signatures; going backwards, inverse holds 1/(the product of the
    /// differences up to here).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddPoints(int group, AffinePoint<P256FieldElement>* points, ushort* digits)
    {
        Vector512<long>* x = Number(_x, group);
        Vector512<long>* y = Number(_y, group);
        Vector512<long>* difference = Number(_differences, group);
        LaneElement.Multiply(_slope, _inverse, Number(_products, group));
        LaneElement.Multiply(_inverse, _inverse, difference);
        LaneCoordinates.LoadY(_scratch, points, digits);
        LaneElement.Subtract(_scratch, _scratch, y);
        LaneElement.Multiply(_slope, _slope, _scratch);

        // The addend's x is the difference plus x, so slope² − x − (difference + x) is the sum's x.
        for (int i = 0; i < LaneElement.LimbCount; i++)
        {
            _scratch[i] = difference[i] + x[i] + x[i];
        }

        LaneElement.MultiplySubtract(_scratch, _slope, _slope, _scratch);
        for (int i = 0; i < LaneElement.LimbCount; i++)
        {
            Vector512<long> run = x[i] - _scratch[i];
            x[i] = _scratch[i];
            _scratch[i] = run;
        }

        LaneElement.MultiplySubtract(y, _slope, _scratch, y);
    }
}
