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

    /// <summary>Its first messages.</summary>
    /// <param name="most">So many of them, if there are as many.</param>
    public SigningSlice First(int most) => most >= Count ? this : this with { Count = most };

    /// <summary>Its other messages.</summary>
    /// <param name="count">Without the first so many.</param>
    public SigningSlice After(int count) => new(Work, From + count, Count - count);
}
