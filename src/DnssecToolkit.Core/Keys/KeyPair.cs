using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keys;

/// <summary>Joins a private key's numbers with a DNSKEY, and proves that they belong together.</summary>
internal static class KeyPair
{
    /// <summary>Makes the key.</summary>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="components">The numbers; still the caller's to dispose.</param>
    /// <param name="timing">The key's moments.</param>
    /// <exception cref="KeyUnavailableException">The numbers are no key of that algorithm, or another
    /// key's.</exception>
    public static SoftwareKey Join(ZoneKey key, PrivateKeyComponents components, KeyTiming timing)
    {
        PrivateKey privateKey = PrivateKey.FromComponents(key.Algorithm, components);
        try
        {
            SoftwareKey joined = new(key, privateKey, timing);
            DemandProof(joined);
            return joined;
        }
        catch (KeyUnavailableException)
        {
            privateKey.Dispose();
            throw;
        }
    }

    // On a curve the public half was computed from the private one. RSA's numbers are only written side by
    // side, so that one signature has to show that the private exponent and the primes belong to the modulus.
    private static void DemandProof(SoftwareKey key)
    {
        Span<byte> signature = stackalloc byte[AlgorithmTraits.MaximumSignatureLength];
        using SigningContext signer = key.Private.OpenContext();
        int length = signer.Sign("proof of possession"u8, signature);
        bool proven = VerificationKey.TryCreate(key.Key.Algorithm, key.Key.PublicKey,
            out VerificationKey? verifier, out _)
            && verifier.Verify("proof of possession"u8, signature[..length]);
        verifier?.Dispose();
        if (!proven)
        {
            throw new KeyUnavailableException(
                $"the private key found for {key.Key} makes signatures that do not verify");
        }
    }
}
