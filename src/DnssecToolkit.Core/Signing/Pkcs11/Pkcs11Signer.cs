using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Signs with a key that is in one token, or in several that share the load.</summary>
/// <remarks>In each token the key was found by identifier, label and public key, and has proven itself by a
/// signature over a nonce that the software verified. Every later signature is verified in software too
/// before anyone sees it.</remarks>
public sealed class Pkcs11Signer : ISigner
{
    private const int NonceLength = 32;
    private const int FewestForRate = 5;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);

    private readonly SigningQueue _queue = new();
    private readonly List<SigningLane> _lanes = [];
    private readonly TokenKey[] _tokens;
    private readonly OneKeyEcdsaVerifier? _batches;
    private readonly int _most;

    private Pkcs11Signer(ZoneKey key, TokenKey[] tokens, int work, int most)
    {
        _most = most;
        Key = key;
        _tokens = tokens;
        Verifier =
            VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier,
                out string? fault)
            ? verifier : throw new KeyUnavailableException($"{key}: {fault}");
        if (work >= OneKeyEcdsaVerifier.WorthwhileSignatures && OneKeyEcdsaVerifier.Supports(key.Algorithm))
        {
            _ = OneKeyEcdsaVerifier.TryCreate(
                key.Algorithm, key.PublicKey, new OneKeyPolicy { ExpectedSignatures = work }, out _batches);
        }
    }

    /// <inheritdoc/>
    public ZoneKey Key { get; }

    /// <inheritdoc/>
    public int UsefulSessions => _tokens.Sum(SessionsOf);

    /// <summary>Signatures a second that the tokens made together, while there was work; 0 before the
    /// first.</summary>
    public double Rate => _lanes.Sum(lane => lane.Rate);

    /// <summary>What that says of the next run: without tokens that failed for good; 0 after too few
    /// signatures.</summary>
    internal double LastingRate
    {
        get
        {
            SigningLane[] lasting = [.. _lanes.Where(lane => !lane.HasFailed)];
            return lasting.Sum(lane => lane.Made) >= FewestForRate ? lasting.Sum(lane => lane.Rate) : 0;
        }
    }

    /// <summary>The caller's wish to stop.</summary>
    internal CancellationToken Stop => _tokens[0].Connection.Stop;

    /// <summary>Verifies what the tokens sign.</summary>
    internal VerificationKey Verifier { get; }

    /// <summary>Finds a key in one token, and lets it prove itself.</summary>
    /// <param name="connection">The token; remains its owner's, and must outlive the signer.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="uri">The URI, with an object or an identifier.</param>
    /// <exception cref="UsageException">The URI names no key.</exception>
    /// <exception cref="KeyUnavailableException">The key is absent, is another, or cannot sign.</exception>
    public static Pkcs11Signer Open(TokenConnection connection, ZoneKey key, Pkcs11Uri uri) =>
        Of(key, [Prove(connection, key, uri)], work: 1);

    /// <summary>Finds a key in one token, and lets it prove itself there.</summary>
    internal static TokenKey Prove(TokenConnection connection, ZoneKey key, Pkcs11Uri uri)
    {
        TokenKey token = new(connection, uri, key);
        using Pkcs11Signer alone = new(key, [token], work: 1, most: 1);
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using ISigningSession session = alone.OpenSession();
        _ = session.Sign(nonce, stackalloc byte[AlgorithmTraits.MaximumSignatureLength]);
        return token;
    }

    /// <summary>Makes a signer of tokens in which the key has proven itself.</summary>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="proven">The tokens.</param>
    /// <param name="work">How many signatures it will make, roughly.</param>
    /// <param name="sessions">The most sessions to use of each token.</param>
    internal static Pkcs11Signer Of(
        ZoneKey key, IReadOnlyList<TokenKey> proven, int work, int sessions = int.MaxValue) =>
        new(key, [.. proven], work, sessions);

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
    public override string ToString() =>
        $"{Key} in {string.Join(" and ", _tokens.Select(token => token.Connection.Place))}";

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
                    Enumerable.Range(0, SessionsOf(token)).Select(
                        _ => new SigningLane(_queue, token, UsefulSessions))));
            }
        }

        return _queue;
    }

    private int SessionsOf(TokenKey token) =>
        Math.Min(token.Connection.UsefulSessionsFor(Key.Algorithm), _most);
}
