using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>One lane's number, taken out into 64-bit limbs and put back.</summary>
internal static unsafe class LaneNumber
{
    /// <summary>2^5: the factor, as an element, between the radix 2^256 of <see cref="P256FieldElement"/> and
    /// the lanes' 2^261.</summary>
    public static P256FieldElement ToLaneRadix { get; } = PowerOfTwo(LaneElement.RadixExcess);

    /// <summary>2^10: of a·2^261, the element arithmetic computes the inverse 2^256/(2^5·a), and 2^261/a is
    /// wanted.</summary>
    public static P256FieldElement InverseToLaneRadix { get; } = PowerOfTwo(2 * LaneElement.RadixExcess);

    /// <summary>The number 1/2^5 itself: multiplied by it, a·2^261 becomes a.</summary>
    public static P256FieldElement FromLaneRadix { get; } =
        ResidueNumber.FromMontgomery(ResidueNumber.Inverse(ToLaneRadix));

    /// <summary>The number of one lane as it stands, reduced to [0, p).</summary>
    /// <param name="number">Its nine vectors; limbs within 2^31, the number above −p and below 2p.</param>
    /// <param name="lane">0 to 7.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static P256FieldElement Take(long* number, int lane)
    {
        number += lane;
        long carry = 0;
        ulong l0 = TidyLimb(number, 0, ref carry);
        ulong l1 = TidyLimb(number, 1, ref carry);
        ulong l2 = TidyLimb(number, 2, ref carry);
        ulong l3 = TidyLimb(number, 3, ref carry);
        ulong l4 = TidyLimb(number, 4, ref carry);
        ulong l5 = TidyLimb(number, 5, ref carry);
        ulong l6 = TidyLimb(number, 6, ref carry);
        ulong l7 = TidyLimb(number, 7, ref carry);
        long l8 = number[8 * LaneElement.Lanes] + carry;
        return P256FieldElement.OfSigned(
            l0 | (l1 << 29) | (l2 << 58),
            (l2 >> 6) | (l3 << 23) | (l4 << 52),
            (l4 >> 12) | (l5 << 17) | (l6 << 46),
            (l6 >> 18) | (l7 << 11) | unchecked((ulong)l8 << 40),
            l8 >> 24);
    }

    /// <summary>Puts a number below p into one lane.</summary>
    public static void Put(long* number, int lane, in P256FieldElement value)
    {
        ReadOnlySpan<ulong> words = ResidueNumber.Limbs(in value);
        for (int i = 0; i < LaneElement.LimbCount; i++)
        {
            int word = i * LaneElement.LimbBits >> 6;
            int shift = i * LaneElement.LimbBits & 63;
            ulong limb = words[word] >> shift;
            if (shift > 64 - LaneElement.LimbBits && word < words.Length - 1)
            {
                limb |= words[word + 1] << (64 - shift);
            }

            number[(i * LaneElement.Lanes) + lane] = (long)(limb & (ulong)LaneElement.LimbMask);
        }
    }

    private static ulong TidyLimb(long* lane, int index, ref long carry)
    {
        long limb = lane[index * LaneElement.Lanes] + carry;
        carry = limb >> LaneElement.LimbBits;
        return (ulong)(limb & LaneElement.LimbMask);
    }

    private static P256FieldElement PowerOfTwo(int exponent)
    {
        P256FieldElement power = P256FieldElement.One;
        for (int i = 0; i < exponent; i++)
        {
            P256FieldElement.Add(in power, in power, out power);
        }

        return power;
    }
}
