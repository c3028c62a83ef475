namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>What a token's PIN may be made of.</summary>
public enum PinAlphabet
{
    /// <summary>Any characters.</summary>
    Any,

    /// <summary>Digits only.</summary>
    Digits,
}
