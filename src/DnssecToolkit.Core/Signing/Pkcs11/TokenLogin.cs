using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Logs in as the user: once, with a PIN that may be right, and never a second time with one that was wrong.</summary>
internal static class TokenLogin
{
    private const int LongestPin = 256;

    // By module, label and serial number. An hourly run must not lock a card that has three tries; what is wrong in one run stays
    // wrong for the life of the process.
    private static readonly HashSet<(string Module, string Label, string Serial)> WrongPins = [];

    /// <summary>Logs a session in, and so all sessions of the token in this process.</summary>
    /// <param name="module">The module.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="session">Any session of it.</param>
    /// <param name="pins">Where the PIN comes from.</param>
    /// <param name="source">The URI's <c>pin-source</c>, or null.</param>
    /// <exception cref="KeyUnavailableException">It must not be tried, or was refused.</exception>
    public static void Login(
        Pkcs11Module module, Pkcs11Token token, DeviceProfile profile, nuint session, PinReader pins, string? source)
    {
        DemandTryable(module, token);
        byte[] buffer = GC.AllocateArray<byte>(LongestPin, pinned: true);
        try
        {
            int length = token.HasPinPad ? 0 : pins(token, source, buffer);
            DemandSound(token, profile, buffer, length);
            ReturnValue result = module.Functions.Login(session, Ck.CKU_USER, buffer.AsSpan(0, length));
            if (result == ReturnValue.CKR_PIN_INCORRECT)
            {
                lock (WrongPins)
                {
                    _ = WrongPins.Add(NameOf(module, token));
                }
            }

            if (result != ReturnValue.CKR_USER_ALREADY_LOGGED_IN)
            {
                Pkcs11Module.Demand(result, token.ToString(), "cannot log in");
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static void DemandTryable(Pkcs11Module module, Pkcs11Token token)
    {
        bool wasWrong;
        lock (WrongPins)
        {
            wasWrong = WrongPins.Contains(NameOf(module, token));
        }

        if (wasWrong)
        {
            throw new KeyUnavailableException($"{token}: its PIN was wrong before and is not tried again", "set the PIN right, then run again");
        }

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

    // A PIN that cannot be right costs no try.
    private static void DemandSound(Pkcs11Token token, DeviceProfile profile, ReadOnlySpan<byte> buffer, int length)
    {
        string? fault = length switch
        {
            < 0 => "there is no PIN for it",
            0 when token.HasPinPad => null,
            _ when length < token.MinimumPinLength || (token.MaximumPinLength > 0 && length > token.MaximumPinLength) =>
                $"the PIN given cannot be its own: that has {token.MinimumPinLength} to {token.MaximumPinLength} octets",
            _ when profile.PinAlphabet == PinAlphabet.Digits && buffer[..length].ContainsAnyExceptInRange((byte)'0', (byte)'9') =>
                "the PIN given cannot be its own: that has digits only",
            _ => null,
        };
        if (fault is not null)
        {
            throw new KeyUnavailableException($"{token}: {fault}", "name the PIN's place with --pin, or with pin-source in the key's URI");
        }
    }

    private static (string Module, string Label, string Serial) NameOf(Pkcs11Module module, Pkcs11Token token) =>
        (module.Path, token.Label, token.Serial);
}
