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
    public IReadOnlyList<Pkcs11Uri> Put(BackupContents contents, IReadOnlyList<BackupKey> keys)
    {
        List<Pkcs11Uri> placed = [];
        try
        {
            foreach (BackupKey key in keys)
            {
                placed.Add(Put(contents, key));
            }

            return placed;
        }
        catch (Exception cause)
        {
            KeyRollback.After(cause, () => TakeBack(placed));
            throw;
        }
    }

    /// <inheritdoc/>
    public void TakeBack(IReadOnlyList<Pkcs11Uri> keys)
    {
        if (!_token.Stop.IsCancellationRequested)
        {
            TokenKeyWrapping.Remove(_token, keys);
        }
        else if (keys.Count > 0)
        {
            tokens.Dispose(); // after a wish to stop its module is given a second for each call, and no more
            using OpenTokens again = tokens.ThatNothingStops();
            TokenKeyWrapping.Remove(again.Connect(where), keys);
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
            return TokenKeyWrapping.Unwrap(_token, wrappingKey, key.Key, BackupUnwrapping.UriOf(key), wrapped);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }
}
