using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>One thread's way to a key in a token, and its own way to verify what comes out.</summary>
/// <remarks>The steps of recovery (another session, another login, another start of the module) belong where a signature fails here.</remarks>
internal sealed class Pkcs11SigningSession : ISigningSession
{
    private readonly TokenConnection _connection;
    private readonly Pkcs11Signer _signer;
    private readonly TokenMechanism _mechanism;
    private readonly nuint _handle;
    private readonly VerificationContext _verifier;

    /// <summary>Opens the verifier; the token's session is rented for each signature, since a token may have fewer than there are threads.</summary>
    internal Pkcs11SigningSession(TokenConnection connection, Pkcs11Signer signer, TokenMechanism mechanism, nuint handle)
    {
        _connection = connection;
        _signer = signer;
        _mechanism = mechanism;
        _handle = handle;
        _verifier = signer.Verifier.OpenContext();
    }

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        int length = _signer.Verifier.SignatureLength;
        if (signature.Length < length)
        {
            throw new ArgumentException("no room for the signature", nameof(signature));
        }

        Span<byte> made = signature[..length];
        ReturnValue result = SignOnce(message, made);
        if (!result.IsOk)
        {
            throw Failed($"cannot sign with {_signer.Key}: {result}", result.Advice);
        }

        if (!_verifier.Verify(message, made))
        {
            made.Clear();
            throw Failed(
                $"its signature with {_signer.Key} is wrong; it was not used",
                "the key is another one than the DNSKEY's, or the token is failing: see `keyall token probe`");
        }

        return length;
    }

    /// <summary>Closes the verifier.</summary>
    public void Dispose() => _verifier.Dispose();

    // A session in which something failed may still have an operation under way: it is closed, not used again.
    private ReturnValue SignOnce(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        nuint session = _connection.Rent();
        ReturnValue result = _mechanism.Sign(_connection.Functions, session, _handle, message, signature);
        if (result.IsOk)
        {
            _connection.Return(session);
        }
        else
        {
            _connection.Discard(session);
        }

        return result;
    }

    private KeyUnavailableException Failed(string what, string? hint) => new($"{_connection.Token}: {what}", hint);
}
