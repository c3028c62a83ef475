namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Which code adds the points.</summary>
internal enum ArithmeticPath
{
    /// <summary>64-bit limbs, one signature after the other: any processor, any curve.</summary>
    Limbs,
}
