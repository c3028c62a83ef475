using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography;

/// <summary>RSA verification through System.Security.Cryptography.</summary>
internal sealed class RsaVerification : VerificationContext
{
    private readonly RSA _rsa = RSA.Create();
    private readonly HashAlgorithmName _hash;

    /// <summary>Takes a key whose format was checked.</summary>
    public RsaVerification(VerificationKey key)
        : base(key)
    {
        _ = RsaPublicKey.TrySplit(key.PublicKey, out Range exponent, out Range modulus);
        _rsa.ImportParameters(new RSAParameters
        {
            Exponent = key.PublicKey[exponent].ToArray(),
            Modulus = key.PublicKey[modulus].ToArray(),
        });
        _hash = key.Traits.Hash;
    }

    /// <inheritdoc/>
    public override void Dispose() => _rsa.Dispose();

    private protected override bool VerifyCore(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        _rsa.VerifyData(message, signature, _hash, RSASignaturePadding.Pkcs1);
}
