using System.Formats.Asn1;
using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Cryptography;

/// <summary>PKCS#8 PrivateKeyInfo (RFC 5208) to and from the numbers of a key: the one form in which keys
/// cross into libcrypto.</summary>
internal static class Pkcs8
{
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string P256Oid = "1.2.840.10045.3.1.7";
    private const string P384Oid = "1.3.132.0.34";
    private const string Ed25519Oid = "1.3.101.112";
    private const string Ed448Oid = "1.3.101.113";

    // Larger than any key's encoding, so that the writer never moves a secret to a larger buffer.
    private const int WriterCapacity = 8192;

    /// <summary>Encodes a key; the caller wipes the result.</summary>
    public static byte[] Write(PrivateKeyComponents key)
    {
        AsnWriter writer = new(AsnEncodingRules.DER, WriterCapacity);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            WriteAlgorithm(writer, key);
            using (writer.PushOctetString())
            {
                WriteKey(writer, key);
            }
        }

        byte[] der = SecretMemory.Allocate(writer.GetEncodedLength());
        writer.Encode(der);
        writer.Reset(); // clears its buffer
        return der;
    }

    /// <summary>Decodes a key.</summary>
    /// <exception cref="KeyUnavailableException">Not a private key that a DNSSEC algorithm takes.</exception>
    public static PrivateKeyComponents Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            AsnReader info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
            _ = info.ReadInteger();
            AsnReader identifier = info.ReadSequence();
            string oid = identifier.ReadObjectIdentifier();
            byte[] content = info.ReadOctetString();
            try
            {
                return ReadKey(oid, identifier, content);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(content);
            }
        }
        catch (AsnContentException fault)
        {
            throw new KeyUnavailableException("the private key's PKCS#8 form is malformed", inner: fault);
        }
    }

    private static void WriteAlgorithm(AsnWriter writer, PrivateKeyComponents key)
    {
        using AsnWriter.Scope identifier = writer.PushSequence();
        switch (key.Curve)
        {
            case null:
                writer.WriteObjectIdentifier(RsaOid);
                writer.WriteNull();
                break;
            case DnssecAlgorithm.ECDSAP256SHA256:
                writer.WriteObjectIdentifier(EcOid);
                writer.WriteObjectIdentifier(P256Oid);
                break;
            case DnssecAlgorithm.ECDSAP384SHA384:
                writer.WriteObjectIdentifier(EcOid);
                writer.WriteObjectIdentifier(P384Oid);
                break;
            case DnssecAlgorithm.ED25519:
                writer.WriteObjectIdentifier(Ed25519Oid);
                break;
            default:
                writer.WriteObjectIdentifier(Ed448Oid);
                break;
        }
    }

    private static void WriteKey(AsnWriter writer, PrivateKeyComponents key)
    {
        if (key.Family == KeyFamily.Eddsa)
        {
            writer.WriteOctetString(key.Secret);
            return;
        }

        using AsnWriter.Scope sequence = writer.PushSequence();
        if (key.Family == KeyFamily.Ecdsa)
        {
            writer.WriteInteger(1); // ECPrivateKey (RFC 5915) without the public half: libcrypto computes it
            writer.WriteOctetString(key.Secret);
            return;
        }

        writer.WriteInteger(0); // RSAPrivateKey (RFC 8017 A.1.2)
        foreach (byte[] number in (ReadOnlySpan<byte[]>)
            [key.Modulus, key.PublicExponent, key.PrivateExponent, key.Prime1, key.Prime2,
            key.Exponent1, key.Exponent2, key.Coefficient])
        {
            ReadOnlySpan<byte> digits = number.AsSpan().TrimStart((byte)0);
            writer.WriteIntegerUnsigned(digits.IsEmpty ? [0] : digits);
        }
    }

    private static PrivateKeyComponents ReadKey(string oid, AsnReader identifier, byte[] content) => oid switch
    {
        RsaOid => ReadRsa(content),
        EcOid => PrivateKeyComponents.OnCurve(CurveOf(identifier), ReadScalar(content)),
        Ed25519Oid => PrivateKeyComponents.OnCurve(DnssecAlgorithm.ED25519, ReadSeed(content)),
        Ed448Oid => PrivateKeyComponents.OnCurve(DnssecAlgorithm.ED448, ReadSeed(content)),
        _ => throw new KeyUnavailableException(
            $"a private key of the kind {oid}, which no DNSSEC algorithm takes"),
    };

    private static DnssecAlgorithm CurveOf(AsnReader identifier)
    {
        string curve = identifier.PeekTag() == Asn1Tag.ObjectIdentifier
            ? identifier.ReadObjectIdentifier() : "explicit parameters";
        return curve switch
        {
            P256Oid => DnssecAlgorithm.ECDSAP256SHA256,
            P384Oid => DnssecAlgorithm.ECDSAP384SHA384,
            _ => throw new KeyUnavailableException(
                $"an EC private key on {curve}, which no DNSSEC algorithm takes"),
        };
    }

    private static PrivateKeyComponents ReadRsa(byte[] content)
    {
        AsnReader key = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
        _ = key.ReadInteger();
        return PrivateKeyComponents.Rsa(
            Number(key), Number(key), Number(key), Number(key), Number(key), Number(key), Number(key),
            Number(key));
    }

    private static byte[] ReadScalar(byte[] content)
    {
        AsnReader key = new AsnReader(content, AsnEncodingRules.BER).ReadSequence();
        _ = key.ReadInteger();
        return key.ReadOctetString();
    }

    private static byte[] ReadSeed(byte[] content) =>
        new AsnReader(content, AsnEncodingRules.BER).ReadOctetString();

    private static byte[] Number(AsnReader key) => key.ReadIntegerBytes().Span.TrimStart((byte)0).ToArray();
}
