using System.Buffers.Text;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Backup;

/// <summary>Reads a sealed set, which may be damaged or anyone's, and checks all that can be checked without
/// a secret.</summary>
public static class SealedSetReader
{
    private const int DigestLineLength = 71;    // "chunk ", 64 digits, a line feed
    private const int PreambleLineLength = 74;
    private const int SignatureLineLength = 204;
    private const int LongestHeadLine = 32;

    /// <summary>Reads a set.</summary>
    /// <param name="octets">The file; not changed, and kept.</param>
    /// <param name="path">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong, each part by itself.</param>
    /// <returns>Null where anything is wrong.</returns>
    /// <exception cref="KeyUnavailableException">The crypto library is missing.</exception>
    public static SealedSet? Read(byte[] octets, string path, FindingList findings)
    {
        if (Measure(octets, path, findings) is not { } parts)
        {
            return null;
        }

        string? signer = CheckTrailer(octets, parts, path, findings);
        BackupManifest? manifest =
            ManifestReader.Read(octets.AsMemory(parts.ManifestStart, parts.ManifestLength),
            out string? fault);
        if (manifest is null || manifest.PayloadLength != parts.PayloadLength)
        {
            Add(findings, CheckCodes.BackupManifest, path, fault
                ?? "its files have other sizes than the payload");
        }

        return signer is null || manifest is null || findings.HasFaults
            ? null : new SealedSet(path, octets, parts.PreambleLength, manifest, signer);
    }

    /// <summary>Whether a file begins as a sealed set does; what cannot be read does not.</summary>
    public static bool IsSet(string path)
    {
        try
        {
            if (FileKind.IsSomethingElse(path))
            {
                return false; // to open a pipe would wait for its writer
            }

            using FileStream file = File.OpenRead(path);
            byte[] first = new byte[SealedSetFormat.FirstLine.Length];
            return (file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length
                && first.AsSpan().StartsWith("dnssec-sealed-set "u8)) || EndsAsSet(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // A set whose first line is damaged is no other file: its last line is the signature still.
    private static bool EndsAsSet(FileStream file)
    {
        if (file.Length < SignatureLineLength)
        {
            return false;
        }

        byte[] last = new byte[SignatureLineLength];
        file.Position = file.Length - SignatureLineLength;
        file.ReadExactly(last);
        return last.AsSpan().StartsWith("signature "u8);
    }

    private static Parts? Measure(ReadOnlySpan<byte> octets, string path, FindingList findings)
    {
        if (!octets.StartsWith(System.Text.Encoding.ASCII.GetBytes(SealedSetFormat.FirstLine)))
        {
            Add(findings, CheckCodes.BackupFormat, path, octets.StartsWith("dnssec-sealed-set "u8)
                ? "a sealed set of another version, or its first line is damaged"
                    : "no sealed set, or its first line is damaged");
            return null;
        }

        int at = SealedSetFormat.FirstLine.Length;
        if (!TryTakeNumber(octets, ref at, "manifest "u8, SealedSetFormat.MostManifestOctets,
            out int manifestLength)
            || octets.Length - at < manifestLength)
        {
            Add(findings, CheckCodes.BackupFormat, path,
                "the file ends within the manifest, or the line with its length is damaged");
            return null;
        }

        int manifestStart = at;
        at += manifestLength;
        if (!TryTakeNumber(octets, ref at, "\npayload "u8, BackupContents.MostOctets, out int payloadLength))
        {
            Add(findings, CheckCodes.BackupFormat, path,
                $"there is no length of the payload after {at} octets: that line or the manifest's length is damaged");
            return null;
        }

        Parts parts = new(manifestStart, manifestLength, at, payloadLength);
        if (octets.Length == parts.FileLength)
        {
            return parts;
        }

        Add(findings, CheckCodes.BackupFormat, path, octets.Length < parts.FileLength
            ? $"truncated: {octets.Length} octets of {parts.FileLength}"
            : $"{octets.Length - parts.FileLength} octets were put behind the set's own {parts.FileLength}");
        return null;
    }

    // NAME number LF; without leading zeros, so that there is one way to write it.
    private static bool TryTakeNumber(ReadOnlySpan<byte> octets, ref int at, ReadOnlySpan<byte> name,
        long most, out int number)
    {
        ReadOnlySpan<byte> rest = octets[at..Math.Min(octets.Length, at + LongestHeadLine)];
        number = 0;
        if (!rest.StartsWith(name) || !Utf8Parser.TryParse(rest[name.Length..], out number, out int digits)
            || number < 0 || number > most || rest.Length <= name.Length + digits
            || rest[name.Length + digits] != (byte)'\n'
            || (rest[name.Length] is (byte)'0' or (byte)'+' or (byte)'-' && digits > 1))
        {
            return false;
        }

        at += name.Length + digits + 1;
        return true;
    }

    /// <summary>Compares all digests and verifies the signature; gives who signed, or null.</summary>
    private static string? CheckTrailer(byte[] octets, Parts parts, string path, FindingList findings)
    {
        int chunks = SealedSetFormat.ChunksOf(parts.PayloadLength);
        string computed = SealedSetFormat.Digests(octets.AsSpan(0, parts.PreambleLength),
            Enumerable.Range(0, chunks)
            .Select(chunk => SHA256.HashData(octets.AsSpan(parts.ChunkStart(chunk),
                parts.ChunkLength(chunk)))));
        string trailer = System.Text.Encoding.Latin1.GetString(octets, parts.TrailerStart,
            octets.Length - parts.TrailerStart);
        string written = trailer[1..^SignatureLineLength];
        string? signer = SignerOf(trailer[^SignatureLineLength..], out byte[] signature);
        bool isSignedAsWritten = signer is not null && IsSignatureOf(signer, signature, written);
        if (trailer[0] != '\n')
        {
            Add(findings, CheckCodes.BackupDamaged, path,
                $"octet {parts.TrailerStart + 1}, between payload and digests, is not the line feed that was written");
        }

        CompareDigests(written, computed, isSignedAsWritten, parts, path, findings);
        if (!isSignedAsWritten && !(signer is not null && IsSignatureOf(signer, signature, computed)))
        {
            Add(findings, CheckCodes.BackupSignature, path,
                "the signature in the last line is not that of the digests above it");
        }

        return signer;
    }

    private static void CompareDigests(string written, string computed, bool isSigned, Parts parts,
        string path,
        FindingList findings)
    {
        string where = isSigned ? "is not what was written"
            : "and its line in the list of digests do not fit: one of the two is damaged";
        if (!written.AsSpan(0, PreambleLineLength).SequenceEqual(computed.AsSpan(0, PreambleLineLength)))
        {
            Add(findings, CheckCodes.BackupDamaged, path,
                $"the manifest (octets 1 to {parts.PreambleLength}) {where}");
        }

        int chunks = SealedSetFormat.ChunksOf(parts.PayloadLength);
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int line = PreambleLineLength + (chunk * DigestLineLength);
            if (!written.AsSpan(line, DigestLineLength)
                .SequenceEqual(computed.AsSpan(line, DigestLineLength)))
            {
                int start = parts.ChunkStart(chunk);
                Add(findings, CheckCodes.BackupDamaged, path,
                    $"chunk {chunk + 1} of {chunks} (octets {start + 1} to {start + parts.ChunkLength(chunk)}) {where}");
            }
        }
    }

    // "signature " 64 digits " " 128 digits LF
    private static string? SignerOf(string line, out byte[] signature)
    {
        string[] words = line.TrimEnd('\n').Split(' ');
        signature = [];
        if (words is not ["signature", { Length: 2 * SealedSetFormat.SignerLength } signer,
            { Length: 2 * SealedSetFormat.SignatureLength } value]
            || !line.EndsWith('\n') || !signer.All(char.IsAsciiHexDigitLower)
            || !value.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        signature = Convert.FromHexString(value);
        return signer;
    }

    private static bool IsSignatureOf(string signer, byte[] signature, string digests)
    {
        if (!VerificationKey.TryCreate(DnssecAlgorithm.ED25519, Convert.FromHexString(signer),
            out VerificationKey? key, out _))
        {
            return false;
        }

        using (key)
        {
            return key.Verify(SealedSetFormat.SignedText(digests), signature);
        }
    }

    private static void Add(FindingList findings, CheckCode code, string path, string message) =>
        findings.Add(new Finding(code, new SourceLocation(path), message)
        {
            Hint = code == CheckCodes.BackupDamaged
                ? "take another copy of this set, and make a new one of it soon" : null,
        });

    private readonly record struct Parts(int ManifestStart, int ManifestLength, int PreambleLength,
        int PayloadLength)
    {
        public int Chunks => SealedSetFormat.ChunksOf(PayloadLength);

        public int TrailerStart => PreambleLength + PayloadLength + (Chunks * ContentKey.TagLength);

        public long FileLength =>
            (long)PreambleLength + PayloadLength + (Chunks * (long)(ContentKey.TagLength + DigestLineLength))
                + 1 + PreambleLineLength + SignatureLineLength;

        public int ChunkStart(int chunk) => PreambleLength + (chunk * SealedSetFormat.SealedChunkLength);

        public int ChunkLength(int chunk) =>
            Math.Min(SealedSetFormat.ChunkLength, PayloadLength - (chunk * SealedSetFormat.ChunkLength))
                + ContentKey.TagLength;
    }
}
