using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Signing.Pkcs11.Interop;

/// <content>What is done once in a token's life, and keys that come from elsewhere.</content>
internal sealed unsafe partial class Cryptoki
{
    private const int GcmNonceLength = 12; // of NIST SP 800-38D §5.2.1.1
    private const int GcmTagLength = 16;

    /// <inheritdoc/>
    public ReturnValue InitToken(nuint slot, ReadOnlySpan<byte> soPin, ReadOnlySpan<byte> label)
    {
        fixed (byte* pin = soPin, name = label)
        {
            return new(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*,
                CULong>)At(CryptokiFunction.C_InitToken))(
                new CULong(slot), pin, new CULong((nuint)soPin.Length), name).Value);
        }
    }

    /// <inheritdoc/>
    public ReturnValue InitPin(nuint session, ReadOnlySpan<byte> pin)
    {
        fixed (byte* octets = pin)
        {
            return new(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong,
                CULong>)At(CryptokiFunction.C_InitPIN))(
                new CULong(session), octets, new CULong((nuint)pin.Length)).Value);
        }
    }

    /// <inheritdoc/>
    public ReturnValue SetPin(nuint session, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        fixed (byte* old = before, chosen = after)
        {
            return new(((delegate* unmanaged[Cdecl]<CULong, byte*, CULong, byte*, CULong,
                CULong>)At(CryptokiFunction.C_SetPIN))(
                new CULong(session), old, new CULong((nuint)before.Length), chosen,
                new CULong((nuint)after.Length)).Value);
        }
    }

    /// <inheritdoc/>
    public ReturnValue Logout(nuint session) =>
        new(((delegate* unmanaged[Cdecl]<CULong,
            CULong>)At(CryptokiFunction.C_Logout))(new CULong(session)).Value);

    /// <inheritdoc/>
    public ReturnValue SetAttributeValue(nuint session, nuint target, AttributeTemplate template)
    {
        CkAttribute* attributes = stackalloc CkAttribute[MostAttributes];
        byte[] values = Place(template, attributes);
        ReturnValue result = new(((delegate* unmanaged[Cdecl]<CULong, CULong, CkAttribute*, CULong,
            CULong>)At(CryptokiFunction.C_SetAttributeValue))(
            new CULong(session), new CULong(target), attributes, new CULong((nuint)template.Count)).Value);
        GC.KeepAlive(values);
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue CreateObject(nuint session, AttributeTemplate template, out nuint target)
    {
        CkAttribute* attributes = stackalloc CkAttribute[MostAttributes];
        byte[] values = Place(template, attributes, SecretMemory.Allocate);
        CULong handle;
        ReturnValue result = new(((delegate* unmanaged[Cdecl]<CULong, CkAttribute*, CULong, CULong*,
            CULong>)At(CryptokiFunction.C_CreateObject))(
            new CULong(session), attributes, new CULong((nuint)template.Count), &handle).Value);
        SecretMemory.Wipe(values); // a private key was among them
        target = handle.Value;
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue WrapKey(nuint session, nuint mechanism, nuint wrapping, nuint key, out byte[] wrapped)
    {
        byte[] nonce = NonceFor(mechanism);
        RandomNumberGenerator.Fill(nonce);
        CULong length = new(LongestAttribute);
        byte[] place = new byte[LongestAttribute]; // some modules do not tell the length beforehand
        ReturnValue result;
        fixed (byte* octets = place, start = nonce)
        {
            CkGcmParameters gcm = GcmWith(start);
            CkMechanism how = MechanismWith(mechanism, &gcm);
            result = new(((delegate* unmanaged[Cdecl]<CULong, CkMechanism*, CULong, CULong, byte*, CULong*,
                CULong>)At(CryptokiFunction.C_WrapKey))(
                new CULong(session), &how, new CULong(wrapping), new CULong(key), octets, &length).Value);
        }

        // The nonce as it is now: some devices take one of their own.
        wrapped = result.IsOk && length.Value <= LongestAttribute
            ? [.. nonce, .. place[..(int)length.Value]] : [];
        return result;
    }

    /// <inheritdoc/>
    public ReturnValue UnwrapKey(
        nuint session, nuint mechanism, nuint wrapping, ReadOnlySpan<byte> wrapped,
        AttributeTemplate template, out nuint target)
    {
        byte[] nonce = NonceFor(mechanism);
        if (wrapped.Length <= nonce.Length)
        {
            target = 0;
            return ReturnValue.CKR_WRAPPED_KEY_LEN_RANGE;
        }

        wrapped[..nonce.Length].CopyTo(nonce);
        ReadOnlySpan<byte> encrypted = wrapped[nonce.Length..];
        CkAttribute* attributes = stackalloc CkAttribute[MostAttributes];
        byte[] values = Place(template, attributes);
        CULong handle;
        ReturnValue result;
        fixed (byte* octets = encrypted, start = nonce)
        {
            CkGcmParameters gcm = GcmWith(start);
            CkMechanism how = MechanismWith(mechanism, &gcm);
            result = new(((delegate* unmanaged[Cdecl]<CULong, CkMechanism*, CULong, byte*, CULong,
                CkAttribute*, CULong, CULong*, CULong>)
                At(CryptokiFunction.C_UnwrapKey))(
                new CULong(session), &how, new CULong(wrapping), octets, new CULong((nuint)encrypted.Length),
                attributes, new CULong((nuint)template.Count), &handle).Value);
        }

        GC.KeepAlive(values);
        target = handle.Value;
        return result;
    }

    // What precedes an encrypted key: a nonce for CKM_AES_GCM, nothing for the others.
    private static byte[] NonceFor(nuint mechanism) =>
        new byte[mechanism == Ck.CKM_AES_GCM ? GcmNonceLength : 0];

    private static CkGcmParameters GcmWith(byte* nonce) => new()
    {
        Nonce = (nint)nonce,
        NonceLength = new CULong(GcmNonceLength),
        NonceBits = new CULong(8 * GcmNonceLength),
        TagBits = new CULong(8 * GcmTagLength),
    };

    private static CkMechanism MechanismWith(nuint mechanism, CkGcmParameters* gcm) =>
        mechanism != Ck.CKM_AES_GCM
        ? new() { Mechanism = new CULong(mechanism) }
        : new()
        {
            Mechanism = new CULong(mechanism),
            Parameter = (nint)gcm,
            ParameterLength = new CULong((nuint)sizeof(CkGcmParameters))
        };
}
