namespace DnssecToolkit.Cryptography;

/// <summary>One thread's way to verify signatures by one key. Not safe for two threads at once.</summary>
public abstract class VerificationContext : IDisposable
{
    private readonly int _signatureLength;

    private protected VerificationContext(VerificationKey key) => _signatureLength = key.SignatureLength;

    /// <summary>Whether a signature is right. Never throws for what <paramref name="signature"/>
    /// holds.</summary>
    /// <param name="message">What was signed, not hashed.</param>
    /// <param name="signature">In DNSSEC's form; a wrong length is a wrong signature.</param>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == _signatureLength && VerifyCore(message, signature);

    /// <inheritdoc/>
    public abstract void Dispose();

    internal static VerificationContext Open(VerificationKey key) => key.Traits.Family switch
    {
        KeyFamily.Rsa => new RsaVerification(key),
        KeyFamily.Ecdsa => new EcdsaVerification(key),
        _ => new EddsaVerification(key),
    };

    private protected abstract bool VerifyCore(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);
}
