namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The curve P-256 (FIPS 186-4, D.1.2.3): y² = x³ − 3x + b.</summary>
internal readonly struct P256Curve : ICurve
{
    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> B =>
        [
            0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> GeneratorX =>
        [
            0xf4a13945d898c296, 0x77037d812deb33a0, 0xf8bce6e563a440f2, 0x6b17d1f2e12c4247,
        ];

    /// <inheritdoc/>
    public static ReadOnlySpan<ulong> GeneratorY =>
        [
            0xcbb6406837bf51f5, 0x2bce33576b315ece, 0x8ee7eb4a7c0f9e16, 0x4fe342e2fe1a7f9b,
        ];
}
