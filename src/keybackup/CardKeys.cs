using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>The keys that all cards get.</summary>
/// <param name="Set">The set that has them.</param>
/// <param name="Contents">Its files, each encrypted by the officers' DKEK.</param>
/// <param name="Keys">Which they are.</param>
/// <param name="Module">The PKCS#11 module that lets each card prove them.</param>
internal sealed record CardKeys(SealedSet Set, BackupContents Contents, IReadOnlyList<BackupKey> Keys,
    string Module)
    : IDisposable
{
    /// <summary>Sees that a set has keys of cards, whole, and that there is a module, before any card is
    /// erased.</summary>
    /// <exception cref="UsageException">It has none, or no module is named.</exception>
    /// <exception cref="KeyUnavailableException">The set lacks a key, or there is no such module.</exception>
    internal static CardKeys Of(SealedSet set, Func<BackupContents> open, string? module)
    {
        IReadOnlyList<BackupKey> keys = BackupUnwrapping.KeysFor(set, SmartCardOutlet.Kind);
        if (module is null)
        {
            throw new UsageException("there is no PKCS#11 module to prove the cards with",
                "give --module PATH of opensc-pkcs11.so");
        }

        if (!File.Exists(module))
        {
            throw new KeyUnavailableException(
                $"{module}: there is no such PKCS#11 module to prove the cards with",
                "give --module PATH of opensc-pkcs11.so");
        }

        BackupContents contents = open();
        try
        {
            _ = SmartCardInlet.BlobsOf(contents, keys);
            return new CardKeys(set, contents, keys, module);
        }
        catch
        {
            contents.Dispose();
            throw;
        }
    }

    /// <summary>Wipes the files.</summary>
    public void Dispose() => Contents.Dispose();
}
