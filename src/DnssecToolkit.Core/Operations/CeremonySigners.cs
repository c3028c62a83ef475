using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Software;

namespace DnssecToolkit.Operations;

/// <summary>Signs bundles with the keys of a directory, in software or in tokens; each key is opened at first
/// use.</summary>
/// <param name="directory">The keys; remains its owner's to dispose, after this.</param>
/// <param name="tokens">Opens tokens; remains its owner's too.</param>
public sealed class CeremonySigners(KeyDirectory directory, OpenTokens tokens) : IDisposable
{
    private readonly Dictionary<ZoneKey, (ISigner Signer, ISigningSession Session)> _open = [];

    /// <summary>Makes a signature; a <see cref="Bundles.BundleSigner"/>.</summary>
    /// <param name="key">A key of the directory, revoked or not.</param>
    /// <param name="message">What is to be signed, not hashed.</param>
    /// <exception cref="KeyUnavailableException">The private half is not here, or failed.</exception>
    public byte[] Sign(ZoneKey key, ReadOnlySpan<byte> message)
    {
        if (!_open.TryGetValue(key, out (ISigner Signer, ISigningSession Session) open))
        {
            ISigner signer = SignerOf(key);
            open = (signer, signer.OpenSession());
            _open.Add(key, open);
        }

        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        return signature[..open.Session.Sign(message, signature)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((ISigner signer, ISigningSession session) in _open.Values)
        {
            session.Dispose();
            signer.Dispose();
        }
    }

    private ISigner SignerOf(ZoneKey key)
    {
        if (directory.ReferenceFor(key)?.Token is { } uri)
        {
            return tokens.OpenSigner(key, uri);
        }

        return new SoftwareSigner(directory.SoftwareFor(key) ?? throw new KeyUnavailableException(
            $"the private half of {key} is not in {directory.Path}",
            "copy its .private file there, or put in the token that has it"));
    }
}
