using DnssecToolkit.Cryptography;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Reads a public key's attributes into DNSKEY's form.</summary>
internal static class TokenPublicKey
{
    private const byte OctetString = 0x04;      // DER's tag
    private const byte Uncompressed = 0x04;     // SEC 1 §2.3.3: before x and y

    /// <summary>Reads the public half of an object.</summary>
    /// <param name="functions">The module.</param>
    /// <param name="session">A session.</param>
    /// <param name="target">A public key, or a private one that shows its public numbers.</param>
    /// <returns>The public key field of a DNSKEY; null where the object does not show it, or has a kind that
    /// DNSSEC does not use.</returns>
    public static byte[]? Read(ICryptoki functions, nuint session, nuint target)
    {
        byte[] type = ValueOf(Ck.CKA_KEY_TYPE);
        if (type.Length != nuint.Size)
        {
            return null;
        }

        return (nuint)BitConverter.ToUInt64(type) switch
        {
            Ck.CKK_RSA => OfRsa(ValueOf(Ck.CKA_MODULUS), ValueOf(Ck.CKA_PUBLIC_EXPONENT)),
            Ck.CKK_EC => OfPoint(ValueOf(Ck.CKA_EC_POINT)),
            Ck.CKK_EC_EDWARDS => OfEdwards(ValueOf(Ck.CKA_EC_POINT)),
            _ => null,
        };

        byte[] ValueOf(nuint attribute)
        {
            _ = functions.GetAttributeValue(session, target, attribute, out byte[] value);
            return value;
        }
    }

    // RFC 3110 §2 forbids leading zeros, which some tokens write.
    private static byte[]? OfRsa(ReadOnlySpan<byte> modulus, ReadOnlySpan<byte> exponent)
    {
        modulus = modulus.TrimStart((byte)0);
        exponent = exponent.TrimStart((byte)0);
        return modulus.IsEmpty || exponent.IsEmpty ? null : RsaPublicKey.Encode(exponent, modulus);
    }

    // PKCS#11 wants an OCTET STRING around the point; some modules leave it out. P-384's point is short
    // enough for one octet of length.
    private static byte[]? OfPoint(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> point = Unwrapped(value);
        return point.Length is 65 or 97 && point[0] == Uncompressed ? point[1..].ToArray() : null;
    }

    private static byte[]? OfEdwards(ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> point = Unwrapped(value);
        return point.Length is 32 or 57 ? point.ToArray() : null;
    }

    private static ReadOnlySpan<byte> Unwrapped(ReadOnlySpan<byte> value) =>
        value.Length > 2 && value[0] == OctetString && value[1] == value.Length - 2 ? value[2..] : value;
}
