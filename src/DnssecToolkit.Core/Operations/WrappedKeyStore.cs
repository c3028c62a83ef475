using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>The keys of one token in a set, each taken out wrapped by an AES key that is made for the set and goes into it.</summary>
/// <remarks>In the set are <c>tokens/wrapped-PROFILE/wrapping-key</c>, and for each key a file with its name and the mechanism's.</remarks>
internal sealed class WrappedKeyStore
{
    private readonly TokenConnection _token;
    private readonly BackupContents _contents;
    private readonly byte[] _wrappingKey;

    private WrappedKeyStore(TokenConnection token, BackupContents contents, byte[] wrappingKey)
    {
        _token = token;
        _contents = contents;
        _wrappingKey = wrappingKey;
        Store = BackupStore.OfWrapped(token.Profile.Name);
    }

    /// <summary>The store.</summary>
    internal BackupStore Store { get; }

    /// <summary>Whether no key was taken yet.</summary>
    internal bool IsEmpty { get; private set; } = true;

    /// <summary>Begins one with a new AES key, which the contents own and wipe.</summary>
    internal static WrappedKeyStore Create(TokenConnection token, BackupContents contents)
    {
        byte[] wrappingKey = SecretMemory.Allocate(TokenKeyWrapping.WrappingKeyLength);
        RandomNumberGenerator.Fill(wrappingKey);
        WrappedKeyStore made = new(token, contents, wrappingKey);
        contents.Add($"{made.Store.Place}/{BackupStore.WrappingKey}", wrappingKey);
        return made;
    }

    /// <summary>Takes a key out of the token.</summary>
    /// <returns>False where it is in another token.</returns>
    /// <exception cref="Diagnostics.KeyUnavailableException">It may not leave.</exception>
    internal bool Add(ZoneKey key, Pkcs11Uri uri)
    {
        if (!_token.Token.Fits(uri))
        {
            return false;
        }

        WrappedKey wrapped = TokenKeyWrapping.Wrap(_token, _wrappingKey, key, uri);
        _contents.Add($"{Store.Place}/{BindKeyName.Of(key)}.{wrapped.Mechanism}", wrapped.Octets.ToArray());
        IsEmpty = false;
        return true;
    }

    /// <summary>Finds a key in an opened set.</summary>
    /// <param name="contents">The set's files.</param>
    /// <param name="key">The key, whose place is a store of this kind.</param>
    /// <param name="wrappingKey">The AES key, a copy that the caller wipes; empty where it is not there.</param>
    /// <returns>Null where it is not there.</returns>
    internal static WrappedKey? Find(BackupContents contents, BackupKey key, out byte[] wrappingKey)
    {
        string name = $"{key.Place}/{BindKeyName.Of(key.Key)}.";
        wrappingKey = [];
        string? file = contents.Files.Keys.FirstOrDefault(file => file.StartsWith(name, StringComparison.Ordinal));
        if (file is null || !contents.Files.TryGetValue($"{key.Place}/{BackupStore.WrappingKey}", out ReadOnlyMemory<byte> octets)
            || octets.Length != TokenKeyWrapping.WrappingKeyLength)
        {
            return null;
        }

        wrappingKey = SecretMemory.Allocate(octets.Length);
        octets.Span.CopyTo(wrappingKey);
        return new WrappedKey(file[name.Length..], contents.Files[file]);
    }
}
