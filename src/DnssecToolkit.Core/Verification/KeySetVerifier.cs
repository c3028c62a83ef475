namespace DnssecToolkit.Verification;

/// <summary>One thread's way to verify signatures by a set of keys: singly, or many of one key
/// together.</summary>
/// <param name="keys">The DNSKEY RRset, or keys that sign without being in it.</param>
/// <param name="batches">Those of them whose signatures are verified together.</param>
/// <param name="previous">The previous version's keys, or null.</param>
internal sealed class KeySetVerifier(ApexKeys keys, BatchKeys batches, ApexKeys? previous) : IDisposable
{
    private readonly bool[]? _isKnown = previous is null ? null : keys.SharedWith(previous);

    /// <summary>The keys.</summary>
    public ApexKeys Keys { get; } = keys;

    /// <summary>Verifies singly.</summary>
    public KeyContexts Contexts { get; } = new(keys);

    /// <summary>What waits to be verified together.</summary>
    public PendingSignatures Pending { get; } = new(batches);

    /// <summary>Whether the previous version published the key, flags included.</summary>
    public bool IsKnown(ApexKey key) => _isKnown is not null && _isKnown[key.Place];

    /// <inheritdoc/>
    public void Dispose()
    {
        Contexts.Dispose();
        Pending.Dispose();
    }
}
