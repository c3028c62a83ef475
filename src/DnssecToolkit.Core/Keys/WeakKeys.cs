namespace DnssecToolkit.Keys;

/// <summary>What to do about keys that should not be made any more: SHA-1 algorithms, RSA below 2048
/// bits.</summary>
public enum WeakKeys
{
    /// <summary>They are refused.</summary>
    Refused,

    /// <summary>The operator insists.</summary>
    Allowed,
}
