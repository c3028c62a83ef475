using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Lets another chip take over a token whose files were restored: a login as SO, then one as user.</summary>
/// <remarks>opencryptoki's TPM token wraps its two root keys by the chip's storage root key, and keeps them under the
/// PINs too: each
/// login wraps its root key anew where the chip is another. The user's fails before the SO's.</remarks>
public static class TokenAdoption
{
    /// <summary>Logs in as both.</summary>
    /// <param name="module">The token's module; nothing else in this process may use it.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="soPin">The SO PIN.</param>
    /// <param name="userPin">The user PIN.</param>
    /// <exception cref="KeyUnavailableException">A PIN cannot be right, or the token refuses it.</exception>
    public static void Adopt(Pkcs11Module module, Pkcs11Token token, ReadOnlySpan<byte> soPin,
        ReadOnlySpan<byte> userPin)
    {
        DeviceProfile profile = DeviceProfiles.For(token);
        TokenLogin.DemandSound(token, profile, soPin, soPin.Length);
        TokenLogin.DemandSound(token, profile, userPin, userPin.Length);
        Login(module, token, Ck.CKU_SO, soPin, "as SO");
        Login(module, token, Ck.CKU_USER, userPin, "as user");
    }

    private static void Login(Pkcs11Module module, Pkcs11Token token, nuint user, ReadOnlySpan<byte> pin, string who)
    {
        const nuint Flags = Ck.CKF_SERIAL_SESSION | Ck.CKF_RW_SESSION;
        Pkcs11Module.Demand(
            module.Functions.OpenSession((nuint)token.Slot, Flags, out nuint session), token.ToString(),
                "cannot open a session");
        ReturnValue result = module.Functions.Login(session, user, pin);
        _ = module.Functions.Logout(session);
        _ = module.Functions.CloseSession(session);
        Pkcs11Module.Demand(result, token.ToString(), $"cannot log in {who}");
    }
}
