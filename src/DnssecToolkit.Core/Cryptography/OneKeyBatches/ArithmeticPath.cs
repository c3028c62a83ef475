namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Which code adds the points.</summary>
internal enum ArithmeticPath
{
    /// <summary>64-bit limbs, one signature after the other: any processor, any curve.</summary>
    Limbs,

    /// <summary>29-bit limbs, eight signatures to a 512-bit vector: P-256 on a processor with
    /// AVX-512.</summary>
    Lanes,
}
