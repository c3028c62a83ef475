using System.Buffers.Binary;
using System.Security.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>What writing and reading a sealed set have in common (docs/backup-format.md).</summary>
internal static class SealedSetFormat
{
    internal const string FirstLine = "dnssec-sealed-set 1\n";
    internal const int ChunkLength = 65_536;
    internal const int SealedChunkLength = ChunkLength + ContentKey.TagLength;
    internal const int SignerLength = 32;
    internal const int SignatureLength = 64;
    internal const int MostManifestOctets = 32 << 20;

    /// <summary>How many chunks a payload takes: one at least.</summary>
    internal static int ChunksOf(long octets) => Math.Max(1, (int)((octets + ChunkLength - 1) / ChunkLength));

    /// <summary>A chunk's nonce: seven zeros, its number, and whether it is the last (the STREAM construction
    /// of Hoang et al., 2015).</summary>
    internal static byte[] NonceOf(int chunk, int count)
    {
        byte[] nonce = new byte[ContentKey.NonceLength];
        BinaryPrimitives.WriteInt32BigEndian(nonce.AsSpan(7), chunk);
        nonce[^1] = chunk == count - 1 ? (byte)1 : (byte)0;
        return nonce;
    }

    /// <summary>A file's digest in the manifest.</summary>
    internal static string DigestOf(byte[] key, string name, ReadOnlySpan<byte> content)
    {
        using IncrementalHash hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(name));
        hash.AppendData([0]);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The lines that name the digests of the preamble and of each chunk; the signature is over
    /// them.</summary>
    internal static string Digests(ReadOnlySpan<byte> preamble, IEnumerable<byte[]> chunkDigests) =>
        $"preamble {Convert.ToHexStringLower(SHA256.HashData(preamble))}\n"
        + string.Concat(chunkDigests.Select(digest => $"chunk {Convert.ToHexStringLower(digest)}\n"));

    /// <summary>What is signed.</summary>
    internal static byte[] SignedText(string digests) =>
        System.Text.Encoding.ASCII.GetBytes(FirstLine + digests);
}
