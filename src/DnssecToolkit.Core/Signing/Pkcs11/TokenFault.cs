using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Why a token did not do what it was asked, and where recovery begins.</summary>
/// <param name="Text">What failed and why, as a clause.</param>
/// <param name="Hint">What the operator may try, or null.</param>
/// <param name="From">The first step of recovery that may help; null where none does.</param>
internal sealed record TokenFault(string Text, string? Hint, RecoveryStep? From)
{
    /// <summary>What the function gave; null where it was none that failed.</summary>
    public ReturnValue? Result { get; init; }

    /// <summary>Whether it was a login with a PIN.</summary>
    public bool IsLogin { get; init; }

    /// <summary>A function that failed.</summary>
    /// <param name="result">What it gave.</param>
    /// <param name="what">What failed, as a clause.</param>
    public static TokenFault Of(ReturnValue result, string what) =>
        new($"{what}: {result}", result.Advice, RecoveryLadder.FirstFor(result)) { Result = result };

    /// <summary>Gives the fault of a function, or null if it did what it was asked.</summary>
    public static TokenFault? Unless(ReturnValue result, string what) =>
        result.IsOk ? null : Of(result, what);

    /// <summary>Makes the exception that ends the run.</summary>
    /// <param name="place">The module or token.</param>
    /// <param name="tried">What recovery was tried, as a clause; empty for none.</param>
    /// <param name="profile">The device, which may say more of what it means there; null where it is not
    /// known.</param>
    public KeyUnavailableException ToException(string place, string tried, DeviceProfile? profile) =>
        new($"{place}: {Text}{tried}", (Result is { } result ? profile?.AdviceOn(result) : null) ?? Hint);
}
