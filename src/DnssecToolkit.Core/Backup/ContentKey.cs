using System.Security.Cryptography;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>The key of one sealed set, of which all others are derived; wiped when disposed.</summary>
public sealed class ContentKey : IDisposable
{
    internal const int Length = 32;
    internal const int NonceLength = 12;
    internal const int TagLength = 16;
    internal const int SaltLength = 16;

    private const string Domain = "dnssec-sealed-set 1 ";

    private readonly byte[] _octets = SecretMemory.Allocate(Length);
    private readonly byte[] _set;

    private ContentKey(byte[] set) => _set = set;

    /// <summary>Makes a new one.</summary>
    /// <param name="set">The set's identifier: 16 octets.</param>
    internal static ContentKey Generate(byte[] set)
    {
        ContentKey key = new(set);
        RandomNumberGenerator.Fill(key._octets);
        return key;
    }

    /// <summary>Encrypts it under a passphrase.</summary>
    internal PassphraseSlot Wrap(string label, ReadOnlySpan<byte> passphrase, ScryptCost cost)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        Span<byte> key = stackalloc byte[Length];
        Scrypt.Derive(passphrase, salt, cost, key);
        (byte[] nonce, byte[] wrapped) = Wrap(key, "passphrase");
        return new PassphraseSlot(label, cost, salt, nonce, wrapped);
    }

    /// <summary>Encrypts it under a new secret that is split among custodians.</summary>
    /// <param name="threshold">How many open it.</param>
    /// <param name="custodians">Their names; share i + 1 is the one's at i.</param>
    /// <param name="shares">The shares, the caller's to dispose.</param>
    internal ShareSlot Wrap(int threshold, IReadOnlyList<string> custodians, out Share[] shares)
    {
        Span<byte> secret = stackalloc byte[Share.ValueLength];
        RandomNumberGenerator.Fill(secret);
        byte[][] parts = ShamirSecret.Split(secret, threshold, custodians.Count);
        Share[] made = [.. parts.Select((part, index) => Share.Create(_set, threshold, index + 1, part))];
        Array.ForEach(parts, part => CryptographicOperations.ZeroMemory(part));
        (byte[] nonce, byte[] wrapped) = Wrap(KeyOfShares(secret, _set), "shares");
        CryptographicOperations.ZeroMemory(secret);
        shares = made;
        return new ShareSlot(
            threshold, [.. custodians.Select((name, index) => new Custodian(name, made[index]
                .Fingerprint()))], nonce, wrapped);
    }

    /// <summary>Opens a slot with a passphrase.</summary>
    /// <returns>Null where it is another.</returns>
    internal static ContentKey? Unwrap(PassphraseSlot slot, byte[] set, ReadOnlySpan<byte> passphrase)
    {
        Span<byte> key = stackalloc byte[Length];
        Scrypt.Derive(passphrase, slot.Salt.Span, slot.Cost, key);
        return Unwrap(slot, set, key, "passphrase");
    }

    /// <summary>Opens a slot with shares that were checked.</summary>
    /// <returns>Null where they give another secret.</returns>
    internal static ContentKey? Unwrap(ShareSlot slot, byte[] set, IEnumerable<Share> shares)
    {
        (byte X, byte[] Value)[] parts =
            [.. shares.Select(share => ((byte)share.Index, share.Value.ToArray()))];
        Span<byte> secret = stackalloc byte[Share.ValueLength];
        ShamirSecret.Combine(parts, secret);
        Array.ForEach(parts, part => CryptographicOperations.ZeroMemory(part.Value));
        byte[] key = KeyOfShares(secret, set);
        CryptographicOperations.ZeroMemory(secret);
        return Unwrap(slot, set, key, "shares");
    }

    /// <summary>Derives a key for one purpose (RFC 5869 with SHA-256).</summary>
    /// <returns>32 octets, the caller's to wipe.</returns>
    internal byte[] Derive(string purpose) => Derive(_octets, _set, purpose);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_octets);

    /// <summary>Gives nothing of it.</summary>
    public override string ToString() => "content key (not shown)";

    private (byte[] Nonce, byte[] Wrapped) Wrap(Span<byte> key, string purpose)
    {
        byte[] nonce = RandomNumberGenerator.GetBytes(NonceLength);
        byte[] wrapped = new byte[Length + TagLength];
        using AesGcm cipher = new(key, TagLength);
        cipher.Encrypt(nonce, _octets, wrapped.AsSpan(0, Length), wrapped.AsSpan(Length),
            AssociatedData(_set, purpose));
        CryptographicOperations.ZeroMemory(key);
        return (nonce, wrapped);
    }

    private static ContentKey? Unwrap(KeySlot slot, byte[] set, Span<byte> key, string purpose)
    {
        ContentKey content = new(set);
        using AesGcm cipher = new(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
        try
        {
            cipher.Decrypt(
                slot.Nonce.Span, slot.Wrapped.Span[..Length], slot.Wrapped.Span[Length..], content._octets,
                    AssociatedData(set, purpose));
            return content;
        }
        catch (AuthenticationTagMismatchException)
        {
            content.Dispose();
            return null;
        }
    }

    private static byte[] KeyOfShares(ReadOnlySpan<byte> secret, byte[] set) => Derive(secret, set, "shares");

    private static byte[] Derive(ReadOnlySpan<byte> secret, byte[] set, string purpose)
    {
        byte[] key = SecretMemory.Allocate(Length);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, set,
            System.Text.Encoding.ASCII.GetBytes(Domain + purpose));
        return key;
    }

    private static byte[] AssociatedData(byte[] set, string purpose) =>
        System.Text.Encoding.ASCII.GetBytes($"{Domain}{purpose} {Convert.ToHexStringLower(set)}");
}
