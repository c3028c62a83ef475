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
    /// <param name="memory">Knows the PINs that were wrong.</param>
    /// <returns>Why it failed, where trying again may help; null once it is logged in.</returns>
    /// <exception cref="KeyUnavailableException">It must not be tried, or the PIN was refused.</exception>
    public static TokenFault? Login(
        ICryptoki functions, Pkcs11Token token, DeviceProfile profile, nuint session, KeptPin pin, PinMemory memory)
    {
        DemandTryable(token);
        ReadOnlySpan<byte> octets = token.HasPinPad ? [] : pin.For(token, out _);
        if (!token.HasPinPad)
        {
            _ = pin.For(token, out int length);
            DemandSound(token, profile, octets, length);
            DemandNotWrong(token, octets, memory);
            DemandNoTryLost(token, octets, pin, memory);
        }

        ReturnValue result = functions.Login(session, Ck.CKU_USER, octets);
        pin.StateBeforeFailure = result.IsOk ? null : pin.StateBeforeFailure ?? token.Pin;
        if (result == ReturnValue.CKR_PIN_INCORRECT && !token.HasPinPad)
        {
            memory.Remember(token, octets);
        }

        return result == ReturnValue.CKR_USER_ALREADY_LOGGED_IN ? null : TokenFault.Unless(result, "cannot log in");
    }

    private static void DemandNotWrong(Pkcs11Token token, ReadOnlySpan<byte> pin, PinMemory memory)
    {
        if (memory.IsWrong(token, pin))
        {
            throw new KeyUnavailableException(
                $"{token}: its PIN was wrong before and is not tried again",
                "set the PIN right at its source, then run again; if it is the token that was changed: "
                    + "keyall token clear-pin");
        }
    }

    // A module may hide a wrong PIN behind another return value, or crash over it; the tries that are left do not lie.
    private static void DemandNoTryLost(Pkcs11Token token, ReadOnlySpan<byte> octets, KeptPin pin, PinMemory memory)
    {
        if (pin.StateBeforeFailure is { } before && token.Pin > before)
        {
            memory.Remember(token, octets);
            throw new KeyUnavailableException(
                $"{token}: the login that failed cost a try, so that its PIN is taken for wrong and not tried again",
                "log in by hand (pkcs11-tool --login --test); if the PIN is right: keyall token clear-pin");
        }
    }

    private static void DemandTryable(Pkcs11Token token)
    {
        (string? why, string? hint) = token.Pin switch
        {
            PinState.Locked => ("its PIN is locked", "unlock it with the SO PIN or PUK and the device's own tool"),
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
    internal static void DemandSound(Pkcs11Token token, DeviceProfile profile, ReadOnlySpan<byte> pin, int length)
    {
        string? fault = length switch
        {
            < 0 => "there is no PIN for it",
            _ when length < token.MinimumPinLength || (token.MaximumPinLength > 0 && length > token.MaximumPinLength) =>
                $"the PIN given cannot be its own: that has {token.MinimumPinLength} to {token.MaximumPinLength} "
                    + "octets",
            _ when profile.PinAlphabet == PinAlphabet.Digits && pin.ContainsAnyExceptInRange((byte)'0', (byte)'9') =>
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
