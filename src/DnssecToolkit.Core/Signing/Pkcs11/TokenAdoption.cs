using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Lets another chip take over a token whose files were restored: a login as SO, then one as
/// user.</summary>
/// <remarks>opencryptoki's TPM token wraps its two root keys by the chip's storage root key, and keeps them
/// under the PINs too: each login wraps its root key anew where the chip is another. The user's fails before
/// the SO's.</remarks>
public static class TokenAdoption
{
    private const int LongestPin = 256;

    /// <summary>Logs in as both.</summary>
    /// <param name="module">The token's module; nothing else in this process may use it.</param>
    /// <param name="token">The token, asked just now.</param>
    /// <param name="soPins">Gives the SO PIN.</param>
    /// <param name="pins">Gives the user PIN.</param>
    /// <exception cref="KeyUnavailableException">There is no PIN, or it cannot be right, or the token refuses
    /// it.</exception>
    public static void Adopt(Pkcs11Module module, Pkcs11Token token, PinReader soPins, PinReader pins)
    {
        byte[] soPin = SecretMemory.Allocate(LongestPin);
        byte[] pin = SecretMemory.Allocate(LongestPin);
        try
        {
            int soLength = Read(soPins, token, soPin, "SO PIN");
            int length = Read(pins, token, pin, "PIN");
            Login(module, token, Ck.CKU_SO, soPin.AsSpan(0, soLength), "as SO");
            Login(module, token, Ck.CKU_USER, pin.AsSpan(0, length), "as user");
        }
        finally
        {
            SecretMemory.Wipe(soPin);
            SecretMemory.Wipe(pin);
        }
    }

    private static int Read(PinReader pins, Pkcs11Token token, byte[] pin, string what)
    {
        int length = pins(token, null, pin);
        if (length < 0)
        {
            throw new KeyUnavailableException(
                $"{token}: there is no {what}, or it has more than {LongestPin} octets: "
                + "another TPM takes a token over by both, give --so-pin and --pin");
        }

        TokenLogin.DemandSound(token, DeviceProfiles.For(token), pin.AsSpan(0, length), length);
        return length;
    }

    private static void Login(Pkcs11Module module, Pkcs11Token token, nuint user, ReadOnlySpan<byte> pin,
        string who)
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
