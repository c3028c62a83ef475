namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>A run of messages of a batch, as one lane signs them.</summary>
/// <param name="Work">The batch with its state.</param>
/// <param name="From">The first message.</param>
/// <param name="Count">How many.</param>
internal sealed record SigningSlice(SigningWork Work, int From, int Count)
{
    /// <summary>The token that signed it, once it is signed.</summary>
    public TokenKey? SignedBy { get; set; }

    /// <summary>That token's generation at that time.</summary>
    public int Generation { get; set; }
}
