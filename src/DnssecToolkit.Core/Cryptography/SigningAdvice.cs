namespace DnssecToolkit.Cryptography;

/// <summary>What RFC 9904 and the IANA registry say about signing with an algorithm.</summary>
public enum SigningAdvice
{
    /// <summary>MUST be there, and is a good choice.</summary>
    Must,

    /// <summary>RECOMMENDED.</summary>
    Recommended,

    /// <summary>MAY.</summary>
    May,

    /// <summary>NOT RECOMMENDED: signs, but there is a better choice.</summary>
    NotRecommended,

    /// <summary>MUST NOT: signs only when forced.</summary>
    MustNot,
}
