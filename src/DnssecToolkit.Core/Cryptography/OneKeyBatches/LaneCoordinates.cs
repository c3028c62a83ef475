using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Fetches one coordinate of eight points of a table, one to a lane, and cuts it into 29-bit
/// limbs.</summary>
internal static unsafe class LaneCoordinates
{
    /// <summary>The x of the points that eight digits select, tidy and in [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LoadX(Vector512<long>* x, AffinePoint<P256FieldElement>* points, ushort* digits) =>
        Load(x, (long*)points, digits);

    /// <summary>The y of the points that eight digits select, negated where the digit is negative: limbs in
    /// (−2^29, 2^29).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LoadY(Vector512<long>* y, AffinePoint<P256FieldElement>* points, ushort* digits)
    {
        const int WordsOfX = 4;
        Load(y, (long*)points + WordsOfX, digits);
        Vector512<long> negative = Avx512F.ConvertToVector512Int64(Vector128.Load((short*)digits)) >> 63;
        for (int i = 0; i < LaneElement.LimbCount; i++)
        {
            y[i] = (y[i] ^ negative) - negative;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(Vector512<long>* limbs, long* words, ushort* digits)
    {
        // Lanes 0 to 3 in the lower halves, 4 to 7 in the upper: a transposition of 4 × 4 words in each half.
        Vector512<long> a = Vector512.Create(Words(words, digits[0]), Words(words, digits[4]));
        Vector512<long> b = Vector512.Create(Words(words, digits[1]), Words(words, digits[5]));
        Vector512<long> c = Vector512.Create(Words(words, digits[2]), Words(words, digits[6]));
        Vector512<long> d = Vector512.Create(Words(words, digits[3]), Words(words, digits[7]));
        Vector512<long> ab02 = Avx512F.UnpackLow(a, b);
        Vector512<long> ab13 = Avx512F.UnpackHigh(a, b);
        Vector512<long> cd02 = Avx512F.UnpackLow(c, d);
        Vector512<long> cd13 = Avx512F.UnpackHigh(c, d);
        Vector512<long> lower = Vector512.Create(0L, 1, 8, 9, 4, 5, 12, 13);
        Vector512<long> upper = Vector512.Create(2L, 3, 10, 11, 6, 7, 14, 15);
        Split(
            limbs,
            Avx512F.PermuteVar8x64x2(ab02, lower, cd02),
            Avx512F.PermuteVar8x64x2(ab13, lower, cd13),
            Avx512F.PermuteVar8x64x2(ab02, upper, cd02),
            Avx512F.PermuteVar8x64x2(ab13, upper, cd13));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> Words(long* words, ushort digit)
    {
        const int WordsOfPoint = 8;
        return Vector256.Load(words + ((digit & WindowDigits.IndexMask) * WordsOfPoint));
    }

    /// <summary>Four 64-bit words into nine 29-bit limbs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Split(
        Vector512<long>* limbs, Vector512<long> w0, Vector512<long> w1, Vector512<long> w2,
        Vector512<long> w3)
    {
        Vector512<long> mask = Vector512.Create(LaneElement.LimbMask);
        limbs[0] = w0 & mask;
        limbs[1] = (w0 >>> 29) & mask;
        limbs[2] = ((w0 >>> 58) | (w1 << 6)) & mask;
        limbs[3] = (w1 >>> 23) & mask;
        limbs[4] = ((w1 >>> 52) | (w2 << 12)) & mask;
        limbs[5] = (w2 >>> 17) & mask;
        limbs[6] = ((w2 >>> 46) | (w3 << 18)) & mask;
        limbs[7] = (w3 >>> 11) & mask;
        limbs[8] = w3 >>> 40;
    }
}
