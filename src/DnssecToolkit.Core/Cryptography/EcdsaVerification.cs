using System.Security.Cryptography;

namespace DnssecToolkit.Cryptography;

/// <summary>ECDSA verification through System.Security.Cryptography.</summary>
/// <remarks>r and s must lie in 1 to n − 1 (FIPS 186-5 §6.4.2); checked here, so that it does not hang on the
/// library.</remarks>
internal sealed class EcdsaVerification : VerificationContext
{
    private readonly ECDsa _ecdsa;
    private readonly DnssecAlgorithm _algorithm;
    private readonly HashAlgorithmName _hash;

    /// <summary>Takes a key whose format was checked.</summary>
    public EcdsaVerification(VerificationKey key)
        : base(key)
    {
        ReadOnlySpan<byte> point = key.PublicKey;
        int half = point.Length / 2;
        _algorithm = key.Algorithm;
        _hash = key.Traits.Hash;
        _ecdsa = ECDsa.Create(new ECParameters
        {
            Curve = _algorithm == DnssecAlgorithm.ECDSAP256SHA256
                ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384,
            Q = new ECPoint { X = point[..half].ToArray(), Y = point[half..].ToArray() },
        });
    }

    /// <inheritdoc/>
    public override void Dispose() => _ecdsa.Dispose();

    private protected override bool VerifyCore(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        int half = signature.Length / 2;
        return EcdsaScalar.FaultOf(_algorithm, signature[..half]) is null
            && EcdsaScalar.FaultOf(_algorithm, signature[half..]) is null
            && _ecdsa.VerifyData(message, signature, _hash,
                DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
