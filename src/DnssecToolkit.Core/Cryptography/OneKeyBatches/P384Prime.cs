namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>P-384's prime 2^384 − 2^128 − 2^96 + 2^32 − 1 (FIPS 186-4, D.1.2.4).</summary>
internal readonly struct P384Prime : IPrimeModulus
{
    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Limbs =>
        [
            0x00000000ffffffff, 0xffffffff00000000, 0xfffffffffffffffe, 0xffffffffffffffff,
            0xffffffffffffffff, 0xffffffffffffffff,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Radix =>
        [
            0xffffffff00000001, 0x00000000ffffffff, 0x0000000000000001, 0x0000000000000000,
            0x0000000000000000, 0x0000000000000000,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> RadixSquared =>
        [
            0xfffffffe00000001, 0x0000000200000000, 0xfffffffe00000000, 0x0000000200000000,
            0x0000000000000001, 0x0000000000000000,
        ];

    /// <inheritdoc/>
    public static ulong NegatedInverse => 0x0000000100000001;
}
