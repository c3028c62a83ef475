using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Puts the wrapped keys of an opened set into a token, and lets the key files say that they are there: all of them or none.</summary>
public static class BackupUnwrapping
{
    /// <summary>Puts them in.</summary>
    /// <param name="set">The set.</param>
    /// <param name="contents">Its files; those of the keys are exchanged for ones that name the new token.</param>
    /// <param name="token">The token, fresh.</param>
    /// <param name="then">What is to follow; if it fails, the token is as it was.</param>
    /// <returns>The keys with their new places.</returns>
    /// <exception cref="UsageException">No key of the set is wrapped.</exception>
    /// <exception cref="RefusedException">A key is in the token already.</exception>
    /// <exception cref="KeyUnavailableException">The token does not take a key, or the set does not have it whole.</exception>
    public static IReadOnlyList<(BackupKey Key, Pkcs11Uri Uri)> Into(
        SealedSet set, BackupContents contents, TokenConnection token, Action then)
    {
        BackupKey[] keys = [.. set.Manifest.Keys.Where(key => StoreOf(set, key)?.Kind == BackupStore.Wrapped)];
        if (keys.Length == 0)
        {
            throw new UsageException($"{set.Path}: there are no wrapped keys in this set", "restore it without --into; `keybackup inspect` shows what is in it");
        }

        List<(BackupKey Key, Pkcs11Uri Uri)> placed = [];
        try
        {
            foreach (BackupKey key in keys)
            {
                Pkcs11Uri uri = Place(contents, token, key);
                placed.Add((key, uri));
                Rename(contents, key, uri);
            }

            then();
            return placed;
        }
        catch (ToolkitException)
        {
            TokenKeyWrapping.Remove(token, placed.Select(made => made.Uri));
            throw;
        }
    }

    /// <summary>The store that a key of a set is in, or null.</summary>
    internal static BackupStore? StoreOf(SealedSet set, BackupKey key) =>
        set.Manifest.Stores.FirstOrDefault(store => store.Place == key.Place);

    private static Pkcs11Uri Place(BackupContents contents, TokenConnection token, BackupKey key)
    {
        if (WrappedKeyStore.Find(contents, key, out byte[] wrappingKey) is not { } wrapped
            || !Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? before, out _))
        {
            throw new KeyUnavailableException($"{key.Key}: the set does not have it, or not its wrapping key or place", "take another copy");
        }

        try
        {
            return TokenKeyWrapping.Unwrap(token, wrappingKey, key.Key, before, wrapped);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }

    private static void Rename(BackupContents contents, BackupKey key, Pkcs11Uri uri)
    {
        string name = $"keys/{BindKeyName.Of(key.Key)}.private";
        FindingList findings = new();
        if (!contents.Files.TryGetValue(name, out ReadOnlyMemory<byte> octets)
            || BindTokenFile.Parse(octets.Span, name, findings) is not { } file)
        {
            throw new KeyUnavailableException($"{name}: the set has no file that names the token of {key.Key}", "take another copy");
        }

        Pkcs11Uri named = file.Token.PinSource is { } pin ? uri.WithPinSource(pin) : uri;
        contents.Replace(name, System.Text.Encoding.ASCII.GetBytes((file with { Token = named }).ToText(key.Key)));
    }
}
