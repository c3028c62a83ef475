using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Logs in as the user, with a PIN that may be right, and never a second time with one that was
/// wrong.</summary>
internal static class TokenLogin
{
    /// <summary>Logs a session in, and so all sessions of the token in this process.</summary>
    /// <param name="functions">The module.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="session">Any session of it.</param>
    /// <param name="pin">The PIN.</param>
    /// <param name="use">Knows the PINs that were wrong, and who is told.</param>
    /// <returns>Why it failed, where trying again may help; null once it is logged in.</returns>
    /// <exception cref="KeyUnavailableException">It must not be tried, or that it is tried cannot be written
    /// down: then it is not.</exception>
    public static TokenFault? Login(
        ICryptoki functions, Pkcs11Token token, DeviceProfile profile, nuint session, KeptPin pin,
        TokenUse use)
    {
        DemandTryable(token);
        if (token.HasPinPad)
        {
            return Outcome(functions.Login(session, Ck.CKU_USER, []));
        }

        ReadOnlySpan<byte> octets = pin.For(token, out int length);
        DemandSound(token, profile, octets, length);
        RemarkOnForgetting(token, pin, use);
        pin.WasTried = true;
        using PinTry attempt = use.Memory.Begin(token, pin, profile, use.Hosting);
        ReturnValue result = functions.Login(session, Ck.CKU_USER, octets);
        attempt.End(result);
        pin.Note(result);
        return Outcome(result) is { } fault ? fault with { IsLogin = true } : null;
    }

    private static TokenFault? Outcome(ReturnValue result) =>
        result == ReturnValue.CKR_USER_ALREADY_LOGGED_IN ? null : TokenFault.Unless(result, "cannot log in");

    private static void RemarkOnForgetting(Pkcs11Token token, KeptPin pin, TokenUse use)
    {
        if (use.StateDirectory is null && !pin.WasTried)
        {
            use.Hosting.Tell(new TokenEvent(TokenEventKind.Remark, token.ToString(),
                "there is no state directory: if its PIN is wrong, each run spends a try on it; name one with --state"));
        }
    }

    private static void DemandTryable(Pkcs11Token token)
    {
        (string? why, string? hint) = token.Pin switch
        {
            PinState.Locked =>
                ("its PIN is locked", "unlock it with the SO PIN or PUK and the device's own tool"),
            PinState.FinalTry => (
                "one more wrong PIN would lock it, so that no program may try",
                "log in once by hand with the right PIN (pkcs11-tool --login --test), which gives all tries back"),
            PinState.NotSet => ("it has no user PIN", "initialise the token; see its page in docs/guide"),
            _ => ((string?)null, (string?)null),
        };
        if (why is not null)
        {
            throw new KeyUnavailableException($"{token}: {why}", hint);
        }
    }

    /// <summary>Refuses a PIN that cannot be right, which so costs no try.</summary>
    internal static void DemandSound(Pkcs11Token token, DeviceProfile profile, ReadOnlySpan<byte> pin,
        int length)
    {
        string? fault = length switch
        {
            < 0 => "there is no PIN for it",
            _ when length < token.MinimumPinLength
                || (token.MaximumPinLength > 0 && length > token.MaximumPinLength) =>
                $"the PIN given cannot be its own: that has {token.MinimumPinLength} to {token.MaximumPinLength} "
                    + "octets",
            _ when profile.PinAlphabet == PinAlphabet.Digits
                && pin.ContainsAnyExceptInRange((byte)'0', (byte)'9') =>
                "the PIN given cannot be its own: that has digits only",
            _ => null,
        };
        if (fault is not null)
        {
            throw new KeyUnavailableException(
                $"{token}: {fault}", "name the PIN's place with --pin, or with pin-source in the key's URI");
        }
    }
}
