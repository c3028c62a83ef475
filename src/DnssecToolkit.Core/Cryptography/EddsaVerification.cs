using DnssecToolkit.Cryptography.Interop;

namespace DnssecToolkit.Cryptography;

/// <summary>Ed25519 and Ed448 verification by libcrypto, because System.Security.Cryptography has no
/// EdDSA.</summary>
internal sealed class EddsaVerification : VerificationContext
{
    private readonly EvpKeyHandle _key;
    private readonly EvpDigestContextHandle _context;

    /// <summary>Takes a key whose format was checked.</summary>
    public EddsaVerification(VerificationKey key)
        : base(key)
    {
        LibCrypto.EnsureLoaded();
        _key = LibCrypto.EVP_PKEY_new_raw_public_key_ex(
            0, key.Traits.NativeName, null, key.PublicKey, (nuint)key.PublicKey.Length);
        _context = LibCrypto.EVP_MD_CTX_new();
        if (_key.IsInvalid || _context.IsInvalid)
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
        bool right = LibCrypto.EVP_DigestVerifyInit(_context, 0, 0, 0, _key) == 1
            && LibCrypto.EVP_DigestVerify(
                _context, signature, (nuint)signature.Length, message, (nuint)message.Length) == 1;
        if (!right)
        {
            LibCrypto.ForgetErrors();
        }

        return right;
    }
}
