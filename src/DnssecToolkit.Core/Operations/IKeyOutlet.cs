using DnssecToolkit.Backup;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Operations;

/// <summary>A way that keys take out of one token into a set.</summary>
public interface IKeyOutlet
{
    /// <summary>Names the token that the keys come from: its maker, its model and, where that tells tokens
    /// apart, its serial number.</summary>
    Pkcs11Uri Token { get; }

    /// <summary>The store in the set.</summary>
    BackupStore Store { get; }

    /// <summary>Takes a key out of the token.</summary>
    /// <param name="contents">Takes what the key is in the set.</param>
    /// <param name="key">The key.</param>
    /// <param name="uri">Where it is.</param>
    /// <returns>False where it is in another token.</returns>
    /// <exception cref="Diagnostics.KeyUnavailableException">It may not leave.</exception>
    bool Add(BackupContents contents, ZoneKey key, Pkcs11Uri uri);
}
