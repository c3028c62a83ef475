using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Signing.Software;

/// <summary>Signs with a key in this process.</summary>
/// <param name="key">The key; remains its owner's to dispose, after the last session.</param>
/// <param name="sessions">How many threads can sign at once with profit: the number of cores to be
/// used.</param>
/// <param name="nonce">For ECDSA: random, or by RFC 6979.</param>
public sealed class SoftwareSigner(SoftwareKey key, int sessions, EcdsaNonce nonce = EcdsaNonce.Random)
    : ISigner
{
    /// <summary>Takes a key, to be used by as many threads as the machine has cores.</summary>
    /// <param name="key">The key; remains its owner's to dispose, after the last session.</param>
    public SoftwareSigner(SoftwareKey key)
        : this(key, Environment.ProcessorCount)
    {
    }

    /// <inheritdoc/>
    public ZoneKey Key => key.Key;

    /// <inheritdoc/>
    public int UsefulSessions => sessions;

    /// <inheritdoc/>
    public ISigningSession OpenSession() => new SoftwareSigningSession(key.Private.OpenContext(nonce));

    /// <summary>Lets go of nothing: sessions and key are disposed by whoever opened them.</summary>
    public void Dispose()
    {
    }
}
