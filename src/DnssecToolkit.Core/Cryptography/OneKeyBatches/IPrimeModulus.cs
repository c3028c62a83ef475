namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The constants of one odd prime modulus m for Montgomery's multiplication with 64-bit
/// limbs.</summary>
internal interface IPrimeModulus
{
    /// <summary>m, the least limb first.</summary>
    static abstract ReadOnlySpan<ulong> Limbs { get; }

    /// <summary>2^(64·limbs) mod m.</summary>
    static abstract ReadOnlySpan<ulong> Radix { get; }

    /// <summary>2^(128·limbs) mod m.</summary>
    static abstract ReadOnlySpan<ulong> RadixSquared { get; }

    /// <summary>−1/m mod 2^64.</summary>
    static abstract ulong NegatedInverse { get; }
}
