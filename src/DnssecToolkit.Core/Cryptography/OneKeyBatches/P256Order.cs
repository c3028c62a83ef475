namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The order of P-256's generator (FIPS 186-4, D.1.2.3).</summary>
internal readonly struct P256Order : IPrimeModulus
{
    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Limbs =>
        [
            0xf3b9cac2fc632551, 0xbce6faada7179e84, 0xffffffffffffffff, 0xffffffff00000000,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> Radix =>
        [
            0x0c46353d039cdaaf, 0x4319055258e8617b, 0x0000000000000000, 0x00000000ffffffff,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> RadixSquared =>
        [
            0x83244c95be79eea2, 0x4699799c49bd6fa6, 0x2845b2392b6bec59, 0x66e12d94f3d95620,
        ];

    /// <inheritdoc/>
    public static ulong NegatedInverse => 0xccd1c8aaee00bc4f;
}
