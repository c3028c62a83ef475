using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>
/// An odd number u below 2^bits written as Σ d(w)·2^(width·w) with every digit odd and of absolute value
/// below 2^width.
/// </summary>
/// <remarks>
/// No digit is zero, so every signature adds a point in every window and none needs a special case. With v =
/// (u − 1)/2 cut into slices b(w) of width bits, d(w) = 2·b(w) + 1 − 2^width below the top window, and 2·b(w)
/// + 1 in it; the sum telescopes to 2v + 1 = u. An even u below the odd modulus n is written as −(n − u);
/// that is the caller's part.
/// </remarks>
internal static class WindowDigits
{
    /// <summary>Set in a digit that subtracts its point.</summary>
    public const ushort Negative = 0x8000;

    /// <summary>The bits of a digit that give the index k of its point (2k + 1)·2^(width·w)·P.</summary>
    public const ushort IndexMask = 0x7fff;

    /// <summary>Writes one number's digits, each <paramref name="stride"/> after the one before.</summary>
    /// <param name="limbs">The odd number's 64-bit limbs, the least first.</param>
    /// <param name="width">Bits to a window, 2 to 16.</param>
    /// <param name="sign"><see cref="Negative"/> to write −u, 0 to write u.</param>
    /// <param name="digits">Where the digit of window 0 goes, and stride apart the others.</param>
    /// <param name="stride">Distance from window to window.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ReadOnlySpan<ulong> limbs, int width, ushort sign, Span<ushort> digits,
        int stride)
    {
        int top = (((64 * limbs.Length) + width - 1) / width) - 1;
        ulong half = 1UL << (width - 1);
        ulong bits = limbs[0] >> 1;
        int held = 63;
        int next = 1;
        int place = 0;
        for (int w = 0; w < top; w++)
        {
            ulong slice = bits;
            if (held >= width)
            {
                bits >>= width;
                held -= width;
            }
            else
            {
                ulong limb = next < limbs.Length ? limbs[next++] : 0;
                slice |= limb << held;
                bits = limb >> (width - held);
                held += 64 - width;
            }

            // A slice in the upper half gives the positive digit 2·(slice − half) + 1, one in the lower half
            // −(2·(half − 1 − slice) + 1).
            ulong positive = (slice >> (width - 1)) & 1;
            ulong index = (slice ^ unchecked(positive - 1)) & (half - 1);
            digits[place] = (ushort)((index | ((positive ^ 1) << 15)) ^ sign);
            place += stride;
        }

        digits[place] = (ushort)(bits | sign);
    }
}
