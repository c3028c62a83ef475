using DnssecToolkit.Backup;

namespace DnssecToolkit.Operations;

/// <summary>A way that keys of a set take into a token.</summary>
public interface IKeyInlet
{
    /// <summary>The kind of store whose keys it takes.</summary>
    string Kind { get; }

    /// <summary>Puts keys in, and lets each sign there: all of them or none.</summary>
    /// <param name="contents">The set's files.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="begins">Called when it is sure that none of them is in the token, before the first is
    /// put in.</param>
    /// <returns>Where each of them is.</returns>
    /// <exception cref="Diagnostics.RefusedException">A key is in the token already.</exception>
    /// <exception cref="Diagnostics.KeyUnavailableException">The token does not take a key, or the set does
    /// not have it whole.</exception>
    IReadOnlyList<PlacedKey> Put(BackupContents contents, IReadOnlyList<BackupKey> keys, Action begins);

    /// <summary>Takes keys out again that were put in, or may have been; each is known by its public half,
    /// and what else is in the token stays.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The token does not remove one.</exception>
    void TakeBack(IReadOnlyList<BackupKey> keys);
}
