namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The order of P-384's generator (FIPS 186-4, D.1.2.4).</summary>
internal readonly struct P384Order : IPrimeModulus
{
    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Limbs =>
        [
            0xecec196accc52973, 0x581a0db248b0a77a, 0xc7634d81f4372ddf, 0xffffffffffffffff,
            0xffffffffffffffff, 0xffffffffffffffff,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Radix =>
        [
            0x1313e695333ad68d, 0xa7e5f24db74f5885, 0x389cb27e0bc8d220, 0x0000000000000000,
            0x0000000000000000, 0x0000000000000000,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> RadixSquared =>
        [
            0x2d319b2419b409a9, 0xff3d81e5df1aa419, 0xbc3e483afcb82947, 0xd40d49174aab1cc5,
            0x3fb05b7a28266895, 0x0c84ee012b39bf21,
        ];

    /// <inheritdoc/>
    public static ulong NegatedInverse => 0x6ed46089e88fdc45;
}
