namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>Who verifies the signatures.</summary>
public enum BatchVerificationMode
{
    /// <summary>The toolkit's own batch arithmetic; the library confirms every rejection and a random sample
    /// of acceptances.</summary>
    Fast,

    /// <summary>The library alone.</summary>
    Library,
}
