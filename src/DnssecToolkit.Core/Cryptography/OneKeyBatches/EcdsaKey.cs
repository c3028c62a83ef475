using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>DNSSEC's ECDSA keys (RFC 6605, section 4) as the library knows them.</summary>
internal static class EcdsaKey
{
    /// <summary>Octets in a digest, in r, in s and in a coordinate; 0 for an algorithm that is not
    /// ECDSA.</summary>
    public static int DigestSize(DnssecAlgorithm algorithm) => algorithm switch
    {
        DnssecAlgorithm.ECDSAP256SHA256 => 32,
        DnssecAlgorithm.ECDSAP384SHA384 => 48,
        _ => 0,
    };

    /// <summary>The library's key; null if the octets are no point of the curve.</summary>
    public static ECDsa? TryImport(DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey)
    {
        int size = DigestSize(algorithm);
        if (publicKey.Length != 2 * size)
        {
            return null;
        }

        ECParameters parameters = new()
        {
            Curve = size == 32 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384,
            Q = new ECPoint { X = publicKey[..size].ToArray(), Y = publicKey[size..].ToArray() },
        };
        try
        {
            return ECDsa.Create(parameters);
        }
        catch (CryptographicException)
        {
            // The library's way to say that the point is not on the curve.
            return null;
        }
    }
}
