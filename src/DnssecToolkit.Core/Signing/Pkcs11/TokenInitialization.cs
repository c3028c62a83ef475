using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Makes a token ready for use: its label, its SO PIN and its user PIN. All that was in it is
/// gone.</summary>
public static class TokenInitialization
{
    /// <summary>Initialises a token; its module is started again on the way.</summary>
    /// <param name="module">Its module; nothing else in this process may use it.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="profile">Its profile.</param>
    /// <param name="label">The new label; at most 32 octets of UTF-8.</param>
    /// <param name="soPin">The SO PIN: the present one where the token was initialised before, which it
    /// keeps, else the one it gets.</param>
    /// <param name="userPin">The user PIN that it gets.</param>
    /// <returns>The token as it is now.</returns>
    /// <exception cref="UsageException">The label or a PIN cannot be its own.</exception>
    /// <exception cref="KeyUnavailableException">The token refuses.</exception>
    public static Pkcs11Token Initialize(
        Pkcs11Module module, Pkcs11Token token, DeviceProfile profile, string label, ReadOnlySpan<byte> soPin,
        ReadOnlySpan<byte> userPin)
    {
        byte[] padded = Padded(label);
        DemandFreeLabel(module, token, label);
        TokenLogin.DemandSound(token, profile, userPin, userPin.Length);
        DemandNew(token, profile, soPin, userPin);
        if (module.Running.Confine(profile) is { } open)
        {
            throw open.ToException(module.Path, "", profile);
        }

        ReadOnlySpan<byte> present = token.IsInitialized || profile.FactorySoPin is null ? soPin
            : Octets(profile.FactorySoPin);
        Demand(module.Functions.InitToken((nuint)token.Slot, present, padded), token, "cannot initialise it");

        // OpenSC reads a card once, at its start; SoftHSM gives the token another slot at its next start, so
        // that the label finds it.
        if (module.Running.Restart() is { } fault)
        {
            throw fault.ToException(module.Path, "", profile);
        }

        Pkcs11Token fresh = Find(module, label);
        if (profile.FactorySoPin is { } factory)
        {
            ChangePin(module, fresh, Ck.CKU_SO, Octets(factory), soPin);
        }

        if (profile.FactoryUserPin is { } first)
        {
            ChangePin(module, fresh, Ck.CKU_USER, Octets(first), userPin);
        }
        else
        {
            SetUserPin(module, fresh, soPin, userPin);
        }

        return Find(module, label);
    }

    private static void ChangePin(
        Pkcs11Module module, Pkcs11Token token, nuint user, ReadOnlySpan<byte> before,
        ReadOnlySpan<byte> after)
    {
        nuint session = OpenAs(module, token, user, before);
        try
        {
            Demand(module.Functions.SetPin(session, before, after), token, "it keeps the PIN it came with");
        }
        finally
        {
            Close(module, session);
        }
    }

    private static void SetUserPin(
        Pkcs11Module module, Pkcs11Token token, ReadOnlySpan<byte> soPin, ReadOnlySpan<byte> userPin)
    {
        nuint session = OpenAs(module, token, Ck.CKU_SO, soPin);
        try
        {
            Demand(module.Functions.InitPin(session, userPin), token, "cannot set its user PIN");
        }
        finally
        {
            Close(module, session);
        }
    }

    private static nuint OpenAs(Pkcs11Module module, Pkcs11Token token, nuint user, ReadOnlySpan<byte> pin)
    {
        const nuint Flags = Ck.CKF_SERIAL_SESSION | Ck.CKF_RW_SESSION;
        Demand(
            module.Functions.OpenSession((nuint)token.Slot, Flags, out nuint session), token,
            "cannot open a session");
        ReturnValue result = module.Functions.Login(session, user, pin);
        if (!result.IsOk)
        {
            _ = module.Functions.CloseSession(session);
            throw Pkcs11Module.Failure(
                result, token.ToString(), "it was initialised, but a login to set its PINs fails");
        }

        return session;
    }

    private static void Close(Pkcs11Module module, nuint session)
    {
        _ = module.Functions.Logout(session);
        _ = module.Functions.CloseSession(session);
    }

    // A card's label is followed by the name of its PIN in OpenSC.
    private static Pkcs11Token Find(Pkcs11Module module, string label) =>
        module.Tokens().FirstOrDefault(token => IsCalled(token, label))
        ?? throw new KeyUnavailableException(
            $"{module.Path}: the token \"{label}\" was initialised, but is not there any more",
            "look with `keyall token list`");

    private static bool IsCalled(Pkcs11Token token, string label) =>
        token.IsInitialized && (token.Label == label || token.Label == $"{label} (UserPIN)");

    private static void DemandFreeLabel(Pkcs11Module module, Pkcs11Token token, string label)
    {
        if (module.Tokens().Any(other => other.Slot != token.Slot && IsCalled(other, label)))
        {
            throw new UsageException($"another token is called \"{label}\" already",
                "give this one another label: it is what tokens are named by");
        }
    }

    private static void DemandNew(
        Pkcs11Token token, DeviceProfile profile, ReadOnlySpan<byte> soPin, ReadOnlySpan<byte> userPin)
    {
        if (soPin.IsEmpty)
        {
            throw new UsageException($"{token}: there is no SO PIN for it", "name its place with --so-pin");
        }

        if (Is(soPin, profile.FactorySoPin) || Is(userPin, profile.FactoryUserPin))
        {
            throw new UsageException(
                $"{token}: the PINs that every such device comes with are no secret, and it refuses them",
                "choose others");
        }

        static bool Is(ReadOnlySpan<byte> pin, string? factory) =>
            factory is not null && pin.SequenceEqual(Octets(factory));
    }

    private static byte[] Padded(string label)
    {
        byte[] padded = new byte[Ck.LabelLength];
        padded.AsSpan().Fill((byte)' ');
        return label.Trim() == label && label.Length > 0
            && System.Text.Encoding.UTF8.TryGetBytes(label, padded, out _)
            ? padded
                : throw new UsageException(
                    $"a label has 1 to {Ck.LabelLength} octets, and no blank at either end");
    }

    private static ReadOnlySpan<byte> Octets(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static void Demand(ReturnValue result, Pkcs11Token token, string what) =>
        Pkcs11Module.Demand(result, token.ToString(), what);
}
