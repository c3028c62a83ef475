using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography;

/// <summary>The numbers of a private key, outside of the crypto library for as short as can be; wiped when
/// disposed.</summary>
/// <remarks>For reading and writing BIND's key files. All numbers are unsigned, most significant octet first.
/// The arrays are this object's own: whoever hands them in gives them away.</remarks>
public sealed class PrivateKeyComponents : IDisposable
{
    private PrivateKeyComponents(KeyFamily family, DnssecAlgorithm? curve)
    {
        Family = family;
        Curve = curve;
    }

    /// <summary>The kind of key.</summary>
    public KeyFamily Family { get; }

    /// <summary>The one algorithm that this key fits; null for RSA, which fits all of its family.</summary>
    public DnssecAlgorithm? Curve { get; }

    /// <summary>RSA: the modulus n.</summary>
    public byte[] Modulus { get; private init; } = [];

    /// <summary>RSA: the public exponent e.</summary>
    public byte[] PublicExponent { get; private init; } = [];

    /// <summary>RSA: the private exponent d.</summary>
    public byte[] PrivateExponent { get; private init; } = [];

    /// <summary>RSA: the first prime p.</summary>
    public byte[] Prime1 { get; private init; } = [];

    /// <summary>RSA: the second prime q.</summary>
    public byte[] Prime2 { get; private init; } = [];

    /// <summary>RSA: d mod (p − 1).</summary>
    public byte[] Exponent1 { get; private init; } = [];

    /// <summary>RSA: d mod (q − 1).</summary>
    public byte[] Exponent2 { get; private init; } = [];

    /// <summary>RSA: the inverse of q modulo p.</summary>
    public byte[] Coefficient { get; private init; } = [];

    /// <summary>ECDSA: the scalar, as long as the field. EdDSA: the seed (RFC 8032 §5.1.5, §5.2.5).</summary>
    public byte[] Secret { get; private init; } = [];

    /// <summary>Takes over an RSA key's eight numbers.</summary>
    public static PrivateKeyComponents Rsa(
        byte[] modulus, byte[] publicExponent, byte[] privateExponent, byte[] prime1, byte[] prime2,
        byte[] exponent1, byte[] exponent2, byte[] coefficient) => new(KeyFamily.Rsa, null)
        {
            Modulus = modulus,
            PublicExponent = publicExponent,
            PrivateExponent = privateExponent,
            Prime1 = prime1,
            Prime2 = prime2,
            Exponent1 = exponent1,
            Exponent2 = exponent2,
            Coefficient = coefficient,
        };

    /// <summary>Takes over a scalar or seed.</summary>
    /// <param name="algorithm">An ECDSA or EdDSA algorithm.</param>
    /// <param name="secret">The scalar, leading zeros present or not, or the seed.</param>
    public static PrivateKeyComponents OnCurve(DnssecAlgorithm algorithm, byte[] secret)
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(algorithm);
        if (traits.Family == KeyFamily.Rsa)
        {
            throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "not on a curve");
        }

        return new(traits.Family,
            algorithm)
        { Secret = Padded(secret, (traits.DefaultBits + 7) / 8, traits.Family) };
    }

    /// <summary>Whether a key made of these numbers can have the algorithm.</summary>
    public bool Fits(DnssecAlgorithm algorithm) =>
        AlgorithmTraits.Find(algorithm)?.Family == Family && (Curve is null || Curve == algorithm);

    /// <summary>Wipes all of it.</summary>
    public void Dispose()
    {
        foreach (byte[] number in (ReadOnlySpan<byte[]>)
            [PrivateExponent, Prime1, Prime2, Exponent1, Exponent2, Coefficient, Secret])
        {
            CryptographicOperations.ZeroMemory(number);
        }
    }

    /// <summary>Gives the kind of key and nothing of it.</summary>
    public override string ToString() => $"{Family} private key (not shown)";

    // Some writers leave out a scalar's leading zeros; a seed is an octet string and never shortened.
    private static byte[] Padded(byte[] secret, int length, KeyFamily family)
    {
        if (secret.Length >= length || family != KeyFamily.Ecdsa)
        {
            return secret;
        }

        byte[] padded = new byte[length];
        secret.CopyTo(padded, length - secret.Length);
        CryptographicOperations.ZeroMemory(secret);
        return padded;
    }
}
