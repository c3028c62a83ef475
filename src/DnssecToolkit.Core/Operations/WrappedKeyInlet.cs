using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Puts keys in that are wrapped by an AES key of the set (C_UnwrapKey).</summary>
/// <param name="token">The token, logged in.</param>
public sealed class WrappedKeyInlet(TokenConnection token) : IKeyInlet
{
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
        catch (ToolkitException)
        {
            TakeBack(placed);
            throw;
        }
    }

    /// <inheritdoc/>
    public void TakeBack(IReadOnlyList<Pkcs11Uri> keys) => TokenKeyWrapping.Remove(token, keys);

    private Pkcs11Uri Put(BackupContents contents, BackupKey key)
    {
        if (WrappedKeyStore.Find(contents, key, out byte[] wrappingKey) is not { } wrapped)
        {
            throw new KeyUnavailableException($"{key.Key}: the set does not have it, or not its wrapping key",
                "take another copy");
        }

        try
        {
            return TokenKeyWrapping.Unwrap(token, wrappingKey, key.Key, BackupUnwrapping.UriOf(key), wrapped);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }
}
