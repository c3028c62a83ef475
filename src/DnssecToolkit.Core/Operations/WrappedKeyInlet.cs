using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Puts keys in that are wrapped by an AES key of the set (C_UnwrapKey).</summary>
/// <param name="tokens">Opens the token.</param>
/// <param name="where">Names it.</param>
public sealed class WrappedKeyInlet(OpenTokens tokens, Pkcs11Uri where) : IKeyInlet
{
    private readonly TokenConnection _token = tokens.Connect(where);

    /// <inheritdoc/>
    public string Kind => BackupStore.Wrapped;

    /// <inheritdoc/>
    public IReadOnlyList<PlacedKey> Put(BackupContents contents, IReadOnlyList<BackupKey> keys, Action begins)
    {
        foreach (BackupKey key in keys)
        {
            TokenKeyImport.DemandAbsent(_token, key.Key);
        }

        begins();
        return [.. keys.Select(key => new PlacedKey(key, Put(contents, key)))];
    }

    /// <inheritdoc/>
    public void TakeBack(IReadOnlyList<BackupKey> keys)
    {
        if (!_token.Stop.IsCancellationRequested)
        {
            Remove(_token, keys);
        }
        else if (keys.Count > 0)
        {
            tokens.Dispose(); // after a wish to stop its module is given a second for each call, and no more
            using OpenTokens again = tokens.ThatNothingStops();
            Remove(again.Connect(where), keys);
        }
    }

    private static void Remove(TokenConnection token, IReadOnlyList<BackupKey> keys)
    {
        foreach (BackupKey key in keys)
        {
            _ = TokenKeyRemoval.RemoveExactly(
                token, TokenKeyWrapping.PlaceOf(token, key.Key, BackupUnwrapping.UriOf(key)), key.Key);
        }
    }

    private Pkcs11Uri Put(BackupContents contents, BackupKey key)
    {
        if (WrappedKeyStore.Find(contents, key, out byte[] wrappingKey) is not { } wrapped)
        {
            throw new KeyUnavailableException($"{key.Key}: the set does not have it, or not its wrapping key",
                "take another copy");
        }

        try
        {
            return TokenKeyWrapping.Unwrap(_token, wrappingKey, key.Key, BackupUnwrapping.UriOf(key),
                wrapped);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }
}
