using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>Signs with a key in a token.</summary>
/// <remarks>The key was found by identifier, label and public key, and has proven itself by a signature over a nonce that the software
/// verified. Every later signature is verified in software too before anyone sees it.</remarks>
public sealed class Pkcs11Signer : ISigner
{
    private const int NonceLength = 32;

    private readonly TokenConnection _connection;
    private readonly TokenMechanism _mechanism;
    private readonly nuint _handle;

    private Pkcs11Signer(TokenConnection connection, ZoneKey key, TokenMechanism mechanism, nuint handle)
    {
        _connection = connection;
        _mechanism = mechanism;
        _handle = handle;
        Key = key;
        Verifier = VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier, out string? fault)
            ? verifier : throw new KeyUnavailableException($"{key}: {fault}");
    }

    /// <inheritdoc/>
    public ZoneKey Key { get; }

    /// <inheritdoc/>
    public int UsefulSessions => _connection.UsefulSessions;

    /// <summary>Verifies what the token signs.</summary>
    internal VerificationKey Verifier { get; }

    /// <summary>Finds a key and lets it prove itself.</summary>
    /// <param name="connection">The token; remains its owner's, and must outlive the signer.</param>
    /// <param name="key">The DNSKEY.</param>
    /// <param name="uri">The URI, with an object or an identifier.</param>
    /// <exception cref="UsageException">The URI names no key.</exception>
    /// <exception cref="KeyUnavailableException">The key is absent, is another, or cannot sign.</exception>
    public static Pkcs11Signer Open(TokenConnection connection, ZoneKey key, Pkcs11Uri uri)
    {
        TokenMechanism mechanism = TokenMechanism.For(connection, AlgorithmTraits.Of(key.Algorithm));
        nuint session = connection.Rent();
        nuint handle;
        try
        {
            handle = TokenKeys.Find(connection, session, key, uri);
        }
        finally
        {
            connection.Return(session);
        }

        Pkcs11Signer signer = new(connection, key, mechanism, handle);
        try
        {
            signer.Prove();
            return signer;
        }
        catch (KeyUnavailableException)
        {
            signer.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ISigningSession OpenSession() => new Pkcs11SigningSession(_connection, this, _mechanism, _handle);

    /// <summary>Lets go of the verifier; token and login remain their owner's.</summary>
    public void Dispose() => Verifier.Dispose();

    /// <summary>Gives key and token.</summary>
    public override string ToString() => $"{Key} in {_connection.Token}";

    private void Prove()
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using ISigningSession session = OpenSession();
        _ = session.Sign(nonce, stackalloc byte[AlgorithmTraits.MaximumSignatureLength]);
    }
}
