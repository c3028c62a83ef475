using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>The attributes that new keys in tokens get, whether they are made there or come from
/// elsewhere.</summary>
internal static class TokenKeyTemplates
{
    // DER of the named curves' object identifiers, and of the name that Edwards curves have in PKCS#11 3.0
    // §2.3.10.
    private static readonly byte[] P256 = [0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    private static readonly byte[] P384 = [0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22];
    private static readonly byte[] Ed25519 = [0x13, 0x0c, .. "edwards25519"u8];

    /// <summary>The public half: anyone may read it.</summary>
    public static AttributeTemplate PublicHalf(DeviceProfile profile, TokenKeyName name) =>
        KeyAttributes.AddTo(Named(profile, name), profile.PublicHalf);

    /// <summary>The private half: it signs, and leaves the token only where that is the device's way to back
    /// up, or was asked for.</summary>
    public static AttributeTemplate PrivateHalf(DeviceProfile profile, TokenKeyName name,
        KeyExport export = KeyExport.AsDevice) =>
        KeyAttributes.AddTo(
            Named(profile, name),
            KeyAttributes.OfPrivateHalf(profile, mustLeave: export == KeyExport.Wrapped));

    /// <summary>CKA_KEY_TYPE of an algorithm's keys.</summary>
    public static nuint TypeOf(DnssecAlgorithm algorithm) => AlgorithmTraits.Of(algorithm).Family switch
    {
        KeyFamily.Rsa => Ck.CKK_RSA,
        KeyFamily.Ecdsa => Ck.CKK_EC,
        _ => Ck.CKK_EC_EDWARDS,
    };

    /// <summary>The mechanism that makes an algorithm's keys.</summary>
    public static nuint GenerationOf(DnssecAlgorithm algorithm) => AlgorithmTraits.Of(algorithm).Family switch
    {
        KeyFamily.Rsa => Ck.CKM_RSA_PKCS_KEY_PAIR_GEN,
        KeyFamily.Ecdsa => Ck.CKM_EC_KEY_PAIR_GEN,
        _ => Ck.CKM_EC_EDWARDS_KEY_PAIR_GEN,
    };

    /// <summary>The public half of a key that comes from elsewhere: with its numbers.</summary>
    /// <exception cref="UsageException">Tokens have no keys of that algorithm.</exception>
    public static AttributeTemplate PublicHalfOf(DeviceProfile profile, TokenKeyName name, ZoneKey key)
    {
        AttributeTemplate half = PublicHalf(profile, name)
            .With(Ck.CKA_CLASS, Ck.CKO_PUBLIC_KEY).With(Ck.CKA_KEY_TYPE, TypeOf(key.Algorithm));
        if (RsaPublicKey.TrySplit(key.PublicKey, out Range exponent, out Range modulus)
            && TypeOf(key.Algorithm) == Ck.CKK_RSA)
        {
            return half.With(Ck.CKA_MODULUS, key.PublicKey[modulus].ToArray())
                .With(Ck.CKA_PUBLIC_EXPONENT, key.PublicKey[exponent].ToArray());
        }

        byte[] point = TypeOf(key.Algorithm) == Ck.CKK_EC ? [0x04, .. key.PublicKey]
            : key.PublicKey.ToArray(); // SEC 1 §2.3.3
        return half.With(Ck.CKA_EC_PARAMS, CurveOf(key.Algorithm))
            .With(Ck.CKA_EC_POINT, [0x04, (byte)point.Length, .. point]); // an OCTET STRING around it
    }

    /// <summary>CKA_EC_PARAMS of an algorithm's curve.</summary>
    /// <exception cref="UsageException">Tokens have no keys of that algorithm.</exception>
    public static byte[] CurveOf(DnssecAlgorithm algorithm) => algorithm switch
    {
        DnssecAlgorithm.ECDSAP256SHA256 => P256,
        DnssecAlgorithm.ECDSAP384SHA384 => P384,
        DnssecAlgorithm.ED25519 => Ed25519,
        _ => throw new UsageException($"{AlgorithmTraits.Of(algorithm).Mnemonic} keys are not kept in tokens",
            "take ECDSAP256SHA256 or RSASHA256"),
    };

    private static AttributeTemplate Named(DeviceProfile profile, TokenKeyName name)
    {
        AttributeTemplate template = new AttributeTemplate().With(Ck.CKA_TOKEN, true)
            .With(Ck.CKA_LABEL, System.Text.Encoding.UTF8.GetBytes(name.Label));
        return profile.KeysHaveId ? template.With(Ck.CKA_ID, name.Id) : template;
    }
}
