using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Signs with a key that is in one token, or in several that share the load.</summary>
/// <remarks>In each token the key was found by identifier, label and public key, and has proven itself by a signature over a nonce that
/// the software verified. Every later signature is verified in software too before anyone sees it.</remarks>
public sealed class Pkcs11Signer : ISigner
{
    private const int NonceLength = 32;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly SigningQueue _queue = new();
    private readonly List<SigningLane> _lanes = [];
    private readonly TokenKey[] _tokens;
    private readonly OneKeyEcdsaVerifier? _batches;

    private Pkcs11Signer(ZoneKey key, TokenKey[] tokens, int work)
    {
        Key = key;
        _tokens = tokens;
        Verifier = VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier, out string? fault)
            ? verifier : throw new KeyUnavailableException($"{key}: {fault}");
        if (work >= OneKeyEcdsaVerifier.WorthwhileSignatures && OneKeyEcdsaVerifier.Supports(key.Algorithm))
        {
            _ = OneKeyEcdsaVerifier.TryCreate(key.Algorithm, key.PublicKey, new OneKeyPolicy { ExpectedSignatures = work }, out _batches);
        }
    }

    /// <inheritdoc/>
    public ZoneKey Key { get; }

    /// <inheritdoc/>
    public int UsefulSessions => _tokens.Sum(token => token.Connection.UsefulSessions);

    /// <summary>Signatures a second that the tokens made together, while there was work; 0 before the first.</summary>
    public double Rate => _lanes.Sum(lane => lane.Rate);

    /// <summary>Verifies what the tokens sign.</summary>
    internal VerificationKey Verifier { get; }

    /// <summary>Finds a key in each of some tokens, and lets it prove itself in each.</summary>
    /// <param name="places">The tokens, with the key's URI in each; they remain their owner's, and must outlive the signer.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="work">How many signatures it will make, roughly.</param>
    /// <exception cref="UsageException">A URI names no key.</exception>
    /// <exception cref="KeyUnavailableException">The key is absent, is another, or cannot sign.</exception>
    public static Pkcs11Signer Open(IReadOnlyList<(TokenConnection Token, Pkcs11Uri Uri)> places, ZoneKey key, int work = 1)
    {
        TokenKey[] tokens = [.. places.Select(place => new TokenKey(place.Token, place.Uri, key))];
        foreach (TokenKey token in tokens)
        {
            using Pkcs11Signer alone = new(key, [token], work: 1);
            alone.Prove();
        }

        return new Pkcs11Signer(key, tokens, work);
    }

    /// <inheritdoc/>
    public ISigningSession OpenSession() => new Pkcs11SigningSession(this);

    /// <summary>Lets go of the verifier; tokens and logins remain their owner's.</summary>
    public void Dispose()
    {
        _queue.Close();
        if (_lanes.Any(lane => !lane.TryJoin(Farewell)))
        {
            Array.ForEach(_tokens, token => token.Connection.Abandon());
        }

        Verifier.Dispose();
    }

    /// <summary>Gives key and tokens.</summary>
    public override string ToString() => $"{Key} in {string.Join(" and ", _tokens.Select(token => token.Connection.Place))}";

    /// <summary>Opens a way to verify, for one thread.</summary>
    internal SignatureProof OpenProof() => new(Verifier, _batches);

    /// <summary>Gives the queue, its lanes at work.</summary>
    internal SigningQueue Queue()
    {
        lock (_lanes)
        {
            if (_lanes.Count == 0)
            {
                _lanes.AddRange(_tokens.SelectMany(token =>
                    Enumerable.Range(0, token.Connection.UsefulSessions).Select(_ => new SigningLane(_queue, token))));
            }
        }

        return _queue;
    }

    private void Prove()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using ISigningSession session = OpenSession();
        _ = session.Sign(nonce, stackalloc byte[AlgorithmTraits.MaximumSignatureLength]);
    }
}
