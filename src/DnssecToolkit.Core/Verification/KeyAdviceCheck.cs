using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Verification;

/// <summary>Checks the keys against what the RFCs advise for signing (RFC 9904, RFC 9905).</summary>
internal static class KeyAdviceCheck
{
    private const int LeastRsaBits = 2048;

    /// <summary>Checks every key.</summary>
    public static void Run(ApexKeys keys, FindingSink sink)
    {
        foreach (ApexKey key in keys.Keys)
        {
            AlgorithmTraits? traits = AlgorithmTraits.Find(key.Key.Algorithm);
            CheckAlgorithm(key, traits, sink);
            if (traits is { Family: KeyFamily.Rsa })
            {
                CheckRsa(key, sink);
            }
        }

        CheckEntryPoints(keys, sink);
    }

    // RFC 9904 §3, column "Use for DNSSEC Signing". Algorithms that may sign but that resolvers may lack
    // (SM2SM3, ECC-GOST12, private ones) count as those that may not: to most resolvers the zone is insecure.
    private static void CheckAlgorithm(ApexKey key, AlgorithmTraits? traits, FindingSink sink)
    {
        if (traits is null or { SignsOnlyWhenForced: true })
        {
            sink.Add(
                CheckCodes.DnskeyAlgorithm, key.Location,
                $"{key.Label} is of an algorithm that must not sign, or that resolvers need not know");
        }
        else if (traits.Advice == SigningAdvice.NotRecommended)
        {
            sink.Add(
                CheckCodes.DnskeyNotRecommended, key.Location,
                $"{key.Label} is of {traits.Mnemonic}, which is not recommended for signing");
        }
    }

    private static void CheckRsa(ApexKey key, FindingSink sink)
    {
        int bits = PublicKeyFormat.BitsOf(key.Key.Algorithm, key.Key.PublicKey);
        if (bits > 0 && IsUnusualExponent(key.Key.PublicKey))
        {
            sink.Add(
                CheckCodes.DnskeyExponent, key.Location,
                $"{key.Label} has another public exponent than 65537");
        }

        if (bits is > 0 and < LeastRsaBits)
        {
            sink.Add(CheckCodes.DnskeySize, key.Location, $"{key.Label} has {bits} bits");
        }
    }

    private static void CheckEntryPoints(ApexKeys keys, FindingSink sink)
    {
        ApexKey[] entryPoints = [.. keys.Keys.Where(key => key.Key.IsSep)];
        if (keys.Keys.Count > 0 && entryPoints.Length == 0)
        {
            sink.Add(
                CheckCodes.DnskeyNoSep, keys.Keys[0].Location,
                $"none of the {keys.Keys.Count} keys has the SEP flag");
        }

        if (entryPoints.Length > 0 && Array.TrueForAll(entryPoints, key => key.Key.IsRevoked))
        {
            sink.Add(
                CheckCodes.DnskeyRevokedOnly, entryPoints[0].Location,
                $"every key with the SEP flag is revoked");
        }
    }

    // RFC 3110 §2: the exponent's length in one octet, the exponent, the modulus.
    private static bool IsUnusualExponent(ReadOnlySpan<byte> key) =>
        !key.StartsWith((ReadOnlySpan<byte>)[3, 1, 0, 1]);
}
