using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Operations;

/// <summary>Puts the keys of an opened set into a token, and lets the key files say that they are there: all
/// of them or none.</summary>
public static class BackupUnwrapping
{
    /// <summary>Demands that a set has keys which go into a token one by one, before any token is asked
    /// for.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static void DemandAny(SealedSet set)
    {
        if (!set.Manifest.Stores.Any(store => store.Kind is BackupStore.Wrapped or SmartCardOutlet.Kind))
        {
            throw None(set);
        }
    }

    /// <summary>The keys of a set that an inlet takes.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static IReadOnlyList<BackupKey> KeysFor(SealedSet set, IKeyInlet inlet) =>
        KeysFor(set, inlet.Kind);

    /// <summary>The keys of a set that are in stores of one kind.</summary>
    /// <exception cref="UsageException">There are none.</exception>
    public static IReadOnlyList<BackupKey> KeysFor(SealedSet set, string kind)
    {
        BackupKey[] keys = [.. set.Manifest.Keys.Where(key => StoreOf(set, key)?.Kind == kind)];
        return keys.Length > 0 ? keys : throw None(set);
    }

    private static UsageException None(SealedSet set) => new(
        $"{set.Path}: there are no keys in this set that such a token takes",
        "restore it without --into; `keybackup inspect` shows what is in it");

    /// <summary>Puts them in.</summary>
    /// <param name="set">The set.</param>
    /// <param name="contents">Its files; those of the keys are exchanged for ones that name the new token,
    /// and wrapped keys are left out.</param>
    /// <param name="inlet">The way into the token.</param>
    /// <param name="mark">What a run leaves that is killed.</param>
    /// <param name="then">What is to follow; if it fails, the token is as it was.</param>
    /// <returns>The keys with their new places.</returns>
    /// <exception cref="UsageException">There are none that it takes.</exception>
    /// <exception cref="RefusedException">A key is in the token already.</exception>
    /// <exception cref="KeyUnavailableException">The token does not take a key, or the set does not have it
    /// whole.</exception>
    public static IReadOnlyList<PlacedKey> Into(SealedSet set, BackupContents contents, IKeyInlet inlet,
        PlacingMark mark, Action then) =>
        new KeyPlacing(inlet, mark).Put(contents, KeysFor(set, inlet), placed =>
        {
            foreach (PlacedKey key in placed)
            {
                Rename(contents, key.Key, key.Uri);
            }

            // Wrapped keys with what they are wrapped by would be the keys in the clear.
            foreach (BackupStore store in set.Manifest.Stores.Where(store =>
                store.Kind == BackupStore.Wrapped))
            {
                contents.LeaveOut(store.Place + "/");
            }

            then();
            return placed;
        });

    /// <summary>The place that a key had in its token.</summary>
    /// <exception cref="KeyUnavailableException">The manifest has none.</exception>
    internal static Pkcs11Uri UriOf(BackupKey key) =>
        Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? uri, out _)
        ? uri : throw new KeyUnavailableException($"{key.Key}: the manifest has no place of it in a token",
            "take another copy");

    private static BackupStore? StoreOf(SealedSet set, BackupKey key) =>
        set.Manifest.Stores.FirstOrDefault(store => store.Place == key.Place);

    private static void Rename(BackupContents contents, BackupKey key, Pkcs11Uri uri)
    {
        string name = $"keys/{BindKeyName.Of(key.Key)}.private";
        FindingList findings = new();
        if (!contents.Files.TryGetValue(name, out ReadOnlyMemory<byte> octets)
            || BindTokenFile.Parse(octets.Span, name, findings) is not { } file)
        {
            throw new KeyUnavailableException(
                $"{name}: the set has no file that names the token of {key.Key}",
                "take another copy");
        }

        Pkcs11Uri named = file.Token.PinSource is { } pin ? uri.WithPinSource(pin) : uri;
        contents.Replace(name,
            System.Text.Encoding.ASCII.GetBytes((file with { Token = named }).ToText(key.Key)));
    }
}
