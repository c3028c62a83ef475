using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>The keys of one token in a set, each taken out wrapped by an AES key that is made for the set and
/// goes into it.</summary>
/// <remarks>In the set are <c>tokens/wrapped-PROFILE/wrapping-key</c>, and for each key a file with its name
/// and the mechanism's.</remarks>
public sealed class WrappedKeyStore : IKeyOutlet
{
    private readonly TokenConnection _token;
    private byte[]? _wrappingKey;

    /// <summary>Names the token.</summary>
    /// <param name="token">The token, logged in.</param>
    public WrappedKeyStore(TokenConnection token)
    {
        _token = token;
        Store = BackupStore.OfWrapped(token.Profile.Name);
    }

    /// <inheritdoc/>
    public BackupStore Store { get; }

    /// <inheritdoc/>
    public Pkcs11Uri Token => _token.Token.ToUri(_token.ModulePath);

    /// <inheritdoc/>
    public bool Add(BackupContents contents, ZoneKey key, Pkcs11Uri uri)
    {
        if (!_token.Token.Fits(uri))
        {
            return false;
        }

        WrappedKey wrapped = TokenKeyWrapping.Wrap(_token, _wrappingKey ??= Begin(contents), key, uri);
        contents.Add($"{Store.Place}/{BindKeyName.Of(key)}.{wrapped.Mechanism}", wrapped.Octets.ToArray());
        return true;
    }

    // The contents own the AES key, and wipe it.
    private byte[] Begin(BackupContents contents)
    {
        byte[] wrappingKey = SecretMemory.Allocate(TokenKeyWrapping.WrappingKeyLength);
        RandomNumberGenerator.Fill(wrappingKey);
        contents.Add($"{Store.Place}/{BackupStore.WrappingKey}", wrappingKey);
        return wrappingKey;
    }

    /// <summary>Finds a key in an opened set.</summary>
    /// <param name="contents">The set's files.</param>
    /// <param name="key">The key, whose place is a store of this kind.</param>
    /// <param name="wrappingKey">The AES key, a copy that the caller wipes; empty where it is not
    /// there.</param>
    /// <returns>Null where it is not there.</returns>
    internal static WrappedKey? Find(BackupContents contents, BackupKey key, out byte[] wrappingKey)
    {
        string name = $"{key.Place}/{BindKeyName.Of(key.Key)}.";
        wrappingKey = [];
        string? file =
            contents.Files.Keys.FirstOrDefault(file => file.StartsWith(name, StringComparison.Ordinal));
        if (file is null || !contents.Files.TryGetValue($"{key.Place}/{BackupStore.WrappingKey}",
            out ReadOnlyMemory<byte> octets)
            || octets.Length != TokenKeyWrapping.WrappingKeyLength)
        {
            return null;
        }

        wrappingKey = SecretMemory.Allocate(octets.Length);
        octets.Span.CopyTo(wrappingKey);
        return new WrappedKey(file[name.Length..], contents.Files[file]);
    }
}
