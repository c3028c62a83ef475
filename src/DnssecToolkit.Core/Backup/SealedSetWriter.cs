using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Backup;

/// <summary>Seals files into a set: first the ways to open it, then the seal.</summary>
/// <remarks>docs/backup-format.md describes what is written.</remarks>
public sealed class SealedSetWriter : IDisposable
{
    private const int SetLength = 16;

    private readonly BackupManifest _description;
    private readonly BackupContents _contents;
    private readonly byte[] _set = RandomNumberGenerator.GetBytes(SetLength);
    private readonly ContentKey _key;
    private readonly List<KeySlot> _slots = [];

    /// <summary>Begins a set with an identifier and a content key of its own.</summary>
    /// <param name="description">What the manifest is to say; files and slots are put in here.</param>
    /// <param name="contents">The files; remain the caller's to dispose.</param>
    /// <exception cref="UsageException">There are none, or too many octets of them.</exception>
    public SealedSetWriter(BackupManifest description, BackupContents contents)
    {
        if (contents.Files.Count == 0 || contents.Length > BackupContents.MostOctets)
        {
            throw new UsageException(
                contents.Files.Count == 0 ? "there is nothing to back up"
                    : $"{contents.Length >> 20} MiB are more than a sealed set holds ({BackupContents.MostOctets >> 20} MiB)",
                "name what must not be lost: keys, keyindex, configuration, token stores");
        }

        _description = description;
        _contents = contents;
        _key = ContentKey.Generate(_set);
    }

    /// <summary>The set's identifier.</summary>
    public string Set => Convert.ToHexStringLower(_set);

    /// <summary>Lets a passphrase open it.</summary>
    /// <param name="label">What people call it.</param>
    /// <param name="passphrase">Its octets in UTF-8; the caller wipes them.</param>
    /// <param name="cost">What a guess is to cost.</param>
    public void AddPassphrase(string label, ReadOnlySpan<byte> passphrase, ScryptCost cost) =>
        _slots.Add(_key.Wrap(label, passphrase, cost));

    /// <summary>Lets custodians open it together.</summary>
    /// <param name="threshold">How many it takes.</param>
    /// <param name="custodians">Their names.</param>
    /// <returns>Their shares in the same order, the caller's to dispose.</returns>
    public Share[] AddShares(int threshold, IReadOnlyList<string> custodians)
    {
        _slots.Add(_key.Wrap(threshold, custodians, out Share[] shares));
        return shares;
    }

    /// <summary>Encrypts and signs.</summary>
    /// <param name="signer">An Ed25519 key.</param>
    /// <returns>The set as it goes onto media.</returns>
    /// <exception cref="UsageException">Nothing would open it.</exception>
    public byte[] Seal(PrivateKey signer)
    {
        if (_slots.Count == 0)
        {
            throw new UsageException("nobody could open this set", "give a passphrase or custodians");
        }

        byte[] preamble = Preamble();
        List<byte[]> chunks = EncryptChunks(preamble);
        string digests = SealedSetFormat.Digests(preamble, chunks.Select(SHA256.HashData));
        chunks.Insert(0, preamble);
        chunks.Add([(byte)'\n', .. Trailer(digests, signer)]);
        byte[] set = new byte[chunks.Sum(part => part.Length)];
        int length = 0;
        foreach (byte[] part in chunks)
        {
            part.CopyTo(set, length);
            length += part.Length;
        }

        return set;
    }

    /// <summary>Wipes the content key.</summary>
    public void Dispose() => _key.Dispose();

    private byte[] Preamble()
    {
        byte[] digestKey = _key.Derive("digests");
        BackupManifest manifest = _description with
        {
            Set = Set,
            Files = [.. _contents.Files.Select(file => new BackupFile(
                file.Key, file.Value.Length,
                SealedSetFormat.DigestOf(digestKey, file.Key, file.Value.Span)))],
            Slots = [.. _slots],
        };
        CryptographicOperations.ZeroMemory(digestKey);
        byte[] json = ManifestWriter.Write(manifest);
        // What would not be read again is not written.
        return ManifestReader.Read(json, out string? fault) is null
            || json.Length > SealedSetFormat.MostManifestOctets
            ? throw new UsageException(
                $"the manifest of this set could not be read again: {fault ?? "it is too large"}")
            : [.. Ascii($"{SealedSetFormat.FirstLine}manifest {json.Length}\n"), .. json,
                .. Ascii($"\npayload {manifest.PayloadLength}\n")];
    }

    private List<byte[]> EncryptChunks(byte[] preamble)
    {
        byte[] key = _key.Derive("payload");
        using AesGcm cipher = new(key, ContentKey.TagLength);
        CryptographicOperations.ZeroMemory(key);
        byte[] bound = SHA256.HashData(preamble);
        int count = SealedSetFormat.ChunksOf(_contents.Length);
        List<byte[]> chunks = new(count);
        byte[] clear = SecretMemory.Allocate(SealedSetFormat.ChunkLength);
        int filled = 0;
        foreach (ReadOnlyMemory<byte> file in _contents.Files.Values)
        {
            for (ReadOnlyMemory<byte> rest = file; !rest.IsEmpty;)
            {
                int taken = Math.Min(rest.Length, clear.Length - filled);
                rest.Span[..taken].CopyTo(clear.AsSpan(filled));
                rest = rest[taken..];
                filled += taken;
                if (filled == clear.Length && chunks.Count < count - 1)
                {
                    Encrypt(filled);
                    filled = 0;
                }
            }
        }

        Encrypt(filled);
        SecretMemory.Wipe(clear);
        return chunks;

        void Encrypt(int length)
        {
            byte[] chunk = new byte[length + ContentKey.TagLength];
            cipher.Encrypt(
                SealedSetFormat.NonceOf(chunks.Count, count), clear.AsSpan(0, length),
                chunk.AsSpan(0, length),
                    chunk.AsSpan(length), bound);
            chunks.Add(chunk);
        }
    }

    private static byte[] Trailer(string digests, PrivateKey signer)
    {
        using SigningContext context = signer.OpenContext();
        byte[] signature = new byte[SealedSetFormat.SignatureLength];
        _ = context.Sign(SealedSetFormat.SignedText(digests), signature);
        return Ascii(
            $"{digests}signature {Convert.ToHexStringLower(signer.PublicKey)} {Convert.ToHexStringLower(signature)}\n");
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}
