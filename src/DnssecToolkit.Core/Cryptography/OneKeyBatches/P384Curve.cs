namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The curve P-384 (FIPS 186-4, D.1.2.4): y² = x³ − 3x + b.</summary>
internal readonly struct P384Curve : ICurve
{
    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> B =>
        [
            0x2a85c8edd3ec2aef, 0xc656398d8a2ed19d, 0x0314088f5013875a, 0x181d9c6efe814112,
            0x988e056be3f82d19, 0xb3312fa7e23ee7e4,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> GeneratorX =>
        [
            0x3a545e3872760ab7, 0x5502f25dbf55296c, 0x59f741e082542a38, 0x6e1d3b628ba79b98,
            0x8eb1c71ef320ad74, 0xaa87ca22be8b0537,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> GeneratorY =>
        [
            0x7a431d7c90ea0e5f, 0x0a60b1ce1d7e819d, 0xe9da3113b5f0b8c0, 0xf8f41dbd289a147c,
            0x5d9e98bf9292dc29, 0x3617de4a96262c6f,
        ];
}
