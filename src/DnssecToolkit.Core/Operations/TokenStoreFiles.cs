using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>The files of token stores that go into a set: what they must be, and which keys they can
/// have.</summary>
/// <remarks>SoftHSM (token.object), opencryptoki (NVTOK.DAT) and tpm2-pkcs11 (its database) write the label
/// of a token in the clear into a file of its own; a card's blobs have none.</remarks>
internal static class TokenStoreFiles
{
    private const string Blobs = "smartcard-hsm";

    // How the name of the file ends that has a token's label.
    private static readonly Dictionary<string, string[]> Descriptions = new(StringComparer.Ordinal)
    {
        ["softhsm"] = ["token.object", "sqlite3.db"],
        ["opencryptoki-tpm"] = ["NVTOK.DAT"],
        ["opencryptoki-soft"] = ["NVTOK.DAT"],
        ["tpm2-pkcs11"] = [".sqlite3"],
        [Blobs] = [""],
    };

    /// <summary>Refuses a directory that is no store of its kind.</summary>
    /// <exception cref="UsageException">It lacks the files of that kind.</exception>
    internal static void Demand(BackupContents contents, BackupStore store, string path)
    {
        if (!FilesOf(contents, store).Any(file => file.Length > 0))
        {
            throw new UsageException(
                $"--token-store {store.Kind}={path}: there is no token of this kind: no {string.Join(" or ", Descriptions[store.Kind].Select(end => end.Length == 0 ? "file" : end))} with anything in it",
                "name the directory where the device's software keeps its tokens, as docs/guide/backup.md says for each");
        }
    }

    /// <summary>Gives the store that has a key's token, or null.</summary>
    /// <param name="contents">The files.</param>
    /// <param name="stores">The stores.</param>
    /// <param name="key">The key.</param>
    /// <param name="uri">The key's place.</param>
    /// <exception cref="UsageException">Several could have it.</exception>
    internal static BackupStore? StoreOf(
        BackupContents contents, IEnumerable<BackupStore> stores, ZoneKey key, Pkcs11Uri uri)
    {
        string[] kinds = [.. DeviceProfiles.Named(uri).Select(profile => profile.Name)
            .Where(Descriptions.ContainsKey)];
        BackupStore[] found = [.. stores.Where(store => kinds.Length == 0 || kinds.Contains(store.Kind))
            .Where(store => store.Kind == Blobs ? kinds.Length > 0 : HasLabel(contents, store, uri))];
        return found.Length < 2 ? found.FirstOrDefault() : throw new UsageException(
            $"{key} in {uri} could be in the stores {string.Join(" and ", found.Select(store => store.Kind))}: both have a token of that name",
            "let the key file name its module (module-path=), or make a set for each store");
    }

    private static bool HasLabel(BackupContents contents, BackupStore store, Pkcs11Uri uri) =>
        (uri.Token ?? uri.Serial) is { Length: > 0 } name
            && System.Text.Encoding.UTF8.GetBytes(name) is var octets
        && FilesOf(contents, store).Any(file => file.Span.IndexOf(octets) >= 0);

    private static IEnumerable<ReadOnlyMemory<byte>> FilesOf(BackupContents contents, BackupStore store) =>
        contents.Files.Where(file => file.Key.StartsWith(store.Place + "/", StringComparison.Ordinal)
            && Descriptions[store.Kind].Any(end => file.Key.EndsWith(end, StringComparison.Ordinal)))
                .Select(file => file.Value);
}
