using System.Runtime.CompilerServices;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The steps on 64-bit limbs that every multi-limb operation is made of; all wrap around.</summary>
internal static class Limb
{
    /// <summary>a·b + c + carry, which fits 128 bits whatever the four are: the low half is returned, the
    /// high half is the new carry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong MultiplyAdd(ulong a, ulong b, ulong c, ref ulong carry)
    {
        unchecked
        {
            ulong high = Math.BigMul(a, b, out ulong low);
            low += c;
            high += low < c ? 1UL : 0UL;
            low += carry;
            high += low < carry ? 1UL : 0UL;
            carry = high;
            return low;
        }
    }

    /// <summary>a + b + carry, where carry is 0 or 1 before and after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        unchecked
        {
            ulong sum = a + b;
            ulong overflow = sum < a ? 1UL : 0UL;
            ulong result = sum + carry;
            carry = overflow + (result < sum ? 1UL : 0UL);
            return result;
        }
    }

    /// <summary>a − b − borrow, where borrow is 0 or 1 before and after.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Subtract(ulong a, ulong b, ref ulong borrow)
    {
        unchecked
        {
            ulong difference = a - b;
            ulong underflow = a < b ? 1UL : 0UL;
            ulong result = difference - borrow;
            borrow = underflow + (difference < borrow ? 1UL : 0UL);
            return result;
        }
    }

    /// <summary>0 for 0, all ones for 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mask(ulong bit) => unchecked(0UL - bit);

    /// <summary><paramref name="whenSet"/> where the mask is ones, <paramref name="whenClear"/> where it is
    /// zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Select(ulong mask, ulong whenSet, ulong whenClear) =>
        whenClear ^ (mask & (whenSet ^ whenClear));
}
