namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The constants of one NIST curve y² = x³ − 3x + b, as plain numbers in 64-bit limbs, the least
/// first.</summary>
internal interface ICurve
{
    /// <summary>The coefficient b.</summary>
    static abstract ReadOnlySpan<ulong> B { get; }

    /// <summary>The generator's x.</summary>
    static abstract ReadOnlySpan<ulong> GeneratorX { get; }

    /// <summary>The generator's y.</summary>
    static abstract ReadOnlySpan<ulong> GeneratorY { get; }
}
