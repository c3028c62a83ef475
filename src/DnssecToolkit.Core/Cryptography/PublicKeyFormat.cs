using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Cryptography;

/// <summary>The public key field of DNSKEY: RFC 3110 for RSA, RFC 6605 for ECDSA, RFC 8080 for
/// EdDSA.</summary>
public static class PublicKeyFormat
{
    /// <summary>Checks a public key strictly: lengths, no leading zeros, sizes allowed, a point of its
    /// curve.</summary>
    /// <param name="algorithm">The algorithm field of the DNSKEY.</param>
    /// <param name="publicKey">The public key field of the DNSKEY.</param>
    /// <param name="fault">What is wrong, as a clause.</param>
    public static bool TryCheck(
        DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey, [NotNullWhen(false)] out string? fault)
    {
        AlgorithmTraits? traits = AlgorithmTraits.Find(algorithm);
        fault = traits switch
        {
            null => $"algorithm {(int)algorithm} is not one the toolkit computes with",
            { Family: KeyFamily.Rsa } => RsaPublicKey.FaultOf(publicKey, traits),
            _ => CurvePoint.FaultOf(algorithm, publicKey),
        };
        return fault is null;
    }

    /// <summary>The size of a public key in bits: of the modulus for RSA, of the curve otherwise.</summary>
    /// <returns>0 where the key is malformed or the algorithm unknown.</returns>
    public static int BitsOf(DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey) =>
        AlgorithmTraits.Find(algorithm) switch
        {
            null => 0,
            { Family: KeyFamily.Rsa } => RsaPublicKey.TrySplit(publicKey, out _, out Range modulus)
                ? RsaPublicKey.BitLength(publicKey[modulus]) : 0,
            AlgorithmTraits traits => traits.DefaultBits,
        };
}
