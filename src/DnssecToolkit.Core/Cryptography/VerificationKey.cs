using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace DnssecToolkit.Cryptography;

/// <summary>A public key to verify signatures with; its format was checked strictly.</summary>
/// <remarks>
/// <para>Signing goes through libcrypto's <c>EVP_PKEY_sign</c> with the private key and its hashes. Verification takes other paths with
/// a key made from the DNSKEY: ECDSA through System.Security.Cryptography, RSA through its hashes and libcrypto's
/// <c>EVP_PKEY_verify</c>, Ed25519 and Ed448, which .NET has not, through <c>EVP_DigestVerify</c>. On Linux the same library stands
/// under all of them.</para>
/// <para>Safe for several threads: <see cref="Verify"/> lends each call a context. A thread with many signatures opens one
/// of its own.</para>
/// </remarks>
public sealed class VerificationKey : IDisposable
{
    private readonly byte[] _publicKey;
    private readonly ConcurrentBag<VerificationContext> _contexts = [];

    private VerificationKey(AlgorithmTraits traits, ReadOnlySpan<byte> publicKey)
    {
        Traits = traits;
        _publicKey = publicKey.ToArray();
        SignatureLength = traits.SignatureLength(publicKey);
    }

    /// <summary>The algorithm's row.</summary>
    public AlgorithmTraits Traits { get; }

    /// <summary>The algorithm.</summary>
    public DnssecAlgorithm Algorithm => Traits.Algorithm;

    /// <summary>The key in DNSKEY's form.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>The octets of every signature by this key; another length is no signature.</summary>
    public int SignatureLength { get; }

    /// <summary>Takes a key in DNSKEY's form.</summary>
    /// <param name="algorithm">The algorithm field of the DNSKEY.</param>
    /// <param name="publicKey">The public key field of the DNSKEY; copied.</param>
    /// <param name="key">The key.</param>
    /// <param name="fault">What is wrong with it, as a clause.</param>
    public static bool TryCreate(
        DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey,
        [NotNullWhen(true)] out VerificationKey? key, [NotNullWhen(false)] out string? fault)
    {
        key = PublicKeyFormat.TryCheck(algorithm, publicKey, out fault)
            ? new VerificationKey(AlgorithmTraits.Of(algorithm), publicKey) : null;
        return key is not null;
    }

    /// <summary>Opens a way to verify for one thread.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The crypto library is missing.</exception>
    public VerificationContext OpenContext() => VerificationContext.Open(this);

    /// <summary>Whether a signature is right. Never throws for what <paramref name="signature"/>
    /// holds.</summary>
    /// <param name="message">What was signed, not hashed.</param>
    /// <param name="signature">In DNSSEC's form; a wrong length is a wrong signature.</param>
    /// <exception cref="Diagnostics.KeyUnavailableException">The crypto library is missing.</exception>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        VerificationContext context = _contexts.TryTake(out VerificationContext? idle) ? idle : OpenContext();
        bool right = context.Verify(message, signature);
        _contexts.Add(context);
        return right;
    }

    /// <summary>Lets go of the contexts that <see cref="Verify"/> has used.</summary>
    public void Dispose()
    {
        while (_contexts.TryTake(out VerificationContext? context))
        {
            context.Dispose();
        }
    }
}
