using DnssecToolkit.Backup;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Operations;

/// <summary>A way that keys of a set take into a token.</summary>
public interface IKeyInlet
{
    /// <summary>The kind of store whose keys it takes.</summary>
    string Kind { get; }

    /// <summary>Puts keys in, and lets each sign there: all of them or none.</summary>
    /// <param name="contents">The set's files.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>Where each of them is.</returns>
    /// <exception cref="Diagnostics.RefusedException">A key is in the token already.</exception>
    /// <exception cref="Diagnostics.KeyUnavailableException">The token does not take a key, or the set does not have it whole.</exception>
    IReadOnlyList<Pkcs11Uri> Put(BackupContents contents, IReadOnlyList<BackupKey> keys);

    /// <summary>Takes keys out again that were put in.</summary>
    /// <exception cref="Diagnostics.KeyUnavailableException">The token does not remove one.</exception>
    void TakeBack(IReadOnlyList<Pkcs11Uri> keys);
}
