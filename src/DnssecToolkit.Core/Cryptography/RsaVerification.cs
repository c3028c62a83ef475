using System.Security.Cryptography;
using DnssecToolkit.Cryptography.Interop;

namespace DnssecToolkit.Cryptography;

/// <summary>RSASSA-PKCS1-v1_5 verification (RFC 8017 §8.2.2) by libcrypto, over hashes by
/// System.Security.Cryptography.</summary>
/// <remarks> .NET's own <c>RSA.VerifyData</c> prepares the key anew for each signature, which takes as long
/// as the verification itself. Here one context serves all. Threads that share a key wait for each other in
/// libcrypto: each context has one of its own. </remarks>
internal sealed class RsaVerification : VerificationContext
{
    private const int Pkcs1Padding = 1;
    private const int MaximumDigestLength = 64;

    private readonly EvpKeyHandle _key;
    private readonly EvpKeyContextHandle _context;
    private readonly HashAlgorithmName _hash;

    /// <summary>Takes a key whose format was checked.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The crypto library is missing, or refuses the
    /// key.</exception>
    public RsaVerification(VerificationKey key)
        : base(key)
    {
        LibCrypto.EnsureLoaded();
        _hash = key.Traits.Hash;
        _key = EvpKeys.ReadPublicKey(SubjectPublicKeyInfo(key));
        _context = LibCrypto.EVP_PKEY_CTX_new_from_pkey(0, _key, 0);
        if (_context.IsInvalid
            || LibCrypto.EVP_PKEY_verify_init(_context) != 1
            || LibCrypto.EVP_PKEY_CTX_set_rsa_padding(_context, Pkcs1Padding) != 1
            || LibCrypto.EVP_PKEY_CTX_set_signature_md(_context, key.Traits.NativeDigest) != 1)
        {
            throw LibCrypto.Failure($"cannot verify {key.Traits.Mnemonic}");
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _context.Dispose();
        _key.Dispose();
    }

    private protected override bool VerifyCore(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        Span<byte> digest = stackalloc byte[MaximumDigestLength];
        digest = digest[..CryptographicOperations.HashData(_hash, message, digest)];
        bool right = LibCrypto.EVP_PKEY_verify(
            _context, signature, (nuint)signature.Length, digest, (nuint)digest.Length) == 1;
        if (!right)
        {
            LibCrypto.ForgetErrors();
        }

        return right;
    }

    private static byte[] SubjectPublicKeyInfo(VerificationKey key)
    {
        _ = RsaPublicKey.TrySplit(key.PublicKey, out Range exponent, out Range modulus);
        using RSA rsa = RSA.Create(new RSAParameters
        {
            Exponent = key.PublicKey[exponent].ToArray(),
            Modulus = key.PublicKey[modulus].ToArray(),
        });
        return rsa.ExportSubjectPublicKeyInfo();
    }
}
