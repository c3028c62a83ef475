using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Backup;

/// <summary>A sealed set that was read and found to be whole.</summary>
public sealed class SealedSet
{
    private readonly byte[] _octets;
    private readonly int _preambleLength;
    private readonly byte[] _set;

    internal SealedSet(string path, byte[] octets, int preambleLength, BackupManifest manifest, string signer)
    {
        Path = path;
        _octets = octets;
        _preambleLength = preambleLength;
        Manifest = manifest;
        Signer = signer;
        _set = Convert.FromHexString(manifest.Set);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>What it says of itself.</summary>
    public BackupManifest Manifest { get; }

    /// <summary>The Ed25519 public key that signed it: 64 hexadecimal digits.</summary>
    public string Signer { get; }

    /// <summary>Its octets.</summary>
    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>SHA-256 of the whole file, by which its copies are compared.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(_octets));

    /// <summary>Opens it with a passphrase; each way in costs one derivation, so that a guess stays as dear
    /// as its maker wanted.</summary>
    /// <param name="passphrase">Its octets in UTF-8; the caller wipes them.</param>
    /// <exception cref="RefusedException">The passphrase is none of this set's.</exception>
    public ContentKey Unlock(ReadOnlySpan<byte> passphrase)
    {
        PassphraseSlot[] slots = [.. Manifest.Slots.OfType<PassphraseSlot>()];
        if (slots.Length == 0)
        {
            throw Locked($"{Path}: no passphrase opens this set", Ways());
        }

        foreach (PassphraseSlot slot in slots)
        {
            if (ContentKey.Unwrap(slot, _set, passphrase) is { } key)
            {
                return key;
            }
        }

        throw Locked($"{Path}: this passphrase does not open the set", Ways());
    }

    /// <summary>Opens it with shares.</summary>
    /// <param name="shares">As many as it takes, or more; all are checked.</param>
    /// <exception cref="RefusedException">There are too few, or one is another set's, or given
    /// twice.</exception>
    public ContentKey Unlock(IReadOnlyList<Share> shares)
    {
        ShareSlot slot = Manifest.Slots.OfType<ShareSlot>().FirstOrDefault()
            ?? throw Locked($"{Path}: no shares open this set", Ways());
        foreach (Share share in shares)
        {
            DemandFit(share, slot);
        }

        if (shares.Select(share => share.Index).Distinct().Count() < shares.Count)
        {
            throw new RefusedException(CheckCodes.BackupShare, $"{Path}: one share was given twice",
                "each custodian gives another");
        }

        return shares.Count < slot.Threshold
            ? throw Locked($"{Path}: {Phrase(shares.Count)}, and it takes {slot.Threshold}", Ways())
            : ContentKey.Unwrap(slot, _set, shares.Take(slot.Threshold))
                ?? throw Locked($"{Path}: these shares do not open the set", Ways());
    }

    /// <summary>Decrypts all files into memory; nothing is given unless all of it is right.</summary>
    /// <param name="key">The content key.</param>
    /// <exception cref="RefusedException">A chunk was exchanged for another.</exception>
    public BackupContents Open(ContentKey key)
    {
        byte[] payload = SecretMemory.Allocate((int)Manifest.PayloadLength);
        BackupContents contents = new();
        contents.Own(payload);
        try
        {
            Decrypt(key, payload);
            Distribute(key, payload, contents);
            return contents;
        }
        catch (RefusedException)
        {
            contents.Dispose();
            throw;
        }
    }

    /// <summary>Gives path and identifier.</summary>
    public override string ToString() => $"{Path}: set {Manifest.Set}";

    private void DemandFit(Share share, ShareSlot slot)
    {
        string? custodian = share.Index <= slot.Custodians.Count
            ? slot.Custodians[share.Index - 1].Name : null;
        if (!Manifest.Set.StartsWith(share.SetMark, StringComparison.Ordinal) || custodian is null)
        {
            throw new RefusedException(
                CheckCodes.BackupShare, $"{Path}: {share} is of another set than {Manifest.Set}",
                    "each set has shares of its own: find those made with it");
        }

        if (share.Fingerprint() != slot.Custodians[share.Index - 1].Fingerprint)
        {
            throw new RefusedException(
                CheckCodes.BackupShare,
                $"{Path}: the share {share.Index} given is not the one that {custodian} was handed", $"ask {custodian} again");
        }
    }

    private void Decrypt(ContentKey key, Span<byte> payload)
    {
        byte[] payloadKey = key.Derive("payload");
        using AesGcm cipher = new(payloadKey, ContentKey.TagLength);
        CryptographicOperations.ZeroMemory(payloadKey);
        byte[] bound = SHA256.HashData(_octets.AsSpan(0, _preambleLength));
        int count = SealedSetFormat.ChunksOf(payload.Length);
        for (int chunk = 0; chunk < count; chunk++)
        {
            Span<byte> clear = payload[(chunk * SealedSetFormat.ChunkLength)..Math.Min(payload.Length,
                (chunk + 1) * SealedSetFormat.ChunkLength)];
            ReadOnlySpan<byte> cipherText = _octets.AsSpan(_preambleLength
                + (chunk * SealedSetFormat.SealedChunkLength), clear.Length + ContentKey.TagLength);
            try
            {
                cipher.Decrypt(SealedSetFormat.NonceOf(chunk, count), cipherText[..clear.Length],
                    cipherText[clear.Length..], clear, bound);
            }
            catch (AuthenticationTagMismatchException)
            {
                throw new RefusedException(
                    CheckCodes.BackupDamaged,
                    $"{Path}: chunk {chunk + 1} of {count} was not sealed with this manifest and key",
                    "the set was signed anew by someone who could not open it: take another copy, and find out who");
            }
        }
    }

    private void Distribute(ContentKey key, byte[] payload, BackupContents contents)
    {
        byte[] digestKey = key.Derive("digests");
        int offset = 0;
        foreach (BackupFile file in Manifest.Files)
        {
            ReadOnlyMemory<byte> content = payload.AsMemory(offset, (int)file.Length);
            if (SealedSetFormat.DigestOf(digestKey, file.Name, content.Span) != file.Digest)
            {
                throw new RefusedException(CheckCodes.BackupDamaged,
                    $"{Path}: {file.Name} has not the digest that the manifest has for it");
            }

            contents.AddSlice(file.Name, content);
            offset += (int)file.Length;
        }

        CryptographicOperations.ZeroMemory(digestKey);
    }

    private string Ways() => "it opens by " + string.Join(", or by ", Manifest.Slots.Select(slot => slot switch
    {
        PassphraseSlot passphrase => $"the passphrase \"{passphrase.Label}\"",
        ShareSlot shares =>
            $"{shares.Threshold} of the shares of {string.Join(", ", shares.Custodians.Select(custodian => custodian.Name))}",
        _ => "",
    }));

    private static string Phrase(int shares) =>
        shares == 1 ? "one share was given" : $"{shares} shares were given";

    private static RefusedException Locked(string message, string hint) =>
        new(CheckCodes.BackupLocked, message, hint);
}
