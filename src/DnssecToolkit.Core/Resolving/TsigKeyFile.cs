using System.Buffers;
using System.Security.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;

namespace DnssecToolkit.Resolving;

/// <summary>A file with one key as <c>named.conf</c> has it, and <c>tsig-keygen</c> writes it:
/// <c>key "name" { algorithm hmac-sha256; secret "base64"; };</c>.</summary>
public static class TsigKeyFile
{
    private const int MostOctets = 4_096;
    private static readonly SearchValues<byte> Ends = SearchValues.Create(" \t\r\n{};\""u8);
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Reads a key file.</summary>
    /// <exception cref="KeyUnavailableException">It cannot be read, everybody may read it, or it has no such
    /// key.</exception>
    public static TsigKey Read(string path)
    {
        byte[] octets = new byte[MostOctets + 1];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            if ((File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                throw new KeyUnavailableException($"{path}: everybody may read or write this key",
                    $"chmod 640 {path}, and make another key if somebody may have read it");
            }

            int length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            return Parse(octets.AsSpan(0, length), out string? fault) ?? throw new KeyUnavailableException(
                $"{path}: is no key file of transaction signatures: {fault}",
                "make one with: tsig-keygen -a hmac-sha256 NAME");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyUnavailableException($"{path}: cannot be read: {e.Message.TrimEnd('.')}",
                "let the user that signall runs as read it", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Reads the text of one key.</summary>
    /// <param name="octets">The text, of unknown origin.</param>
    /// <param name="fault">What is wrong with it, without any of it: it may be a secret.</param>
    internal static TsigKey? Parse(ReadOnlySpan<byte> octets, out string? fault)
    {
        Fields fields = default;
        Span<byte> secret = stackalloc byte[MostOctets];
        try
        {
            fault = octets.Length > MostOctets
                ? $"it has more than {MostOctets} octets" : Read(octets, ref fields, secret);
            return fault is null
                ? new TsigKey(fields.Name!.Value, fields.Algorithm!, secret[..fields.SecretLength]) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static string? Read(ReadOnlySpan<byte> octets, ref Fields fields, Span<byte> secret)
    {
        while (Word(ref octets) is { Length: > 0 } word)
        {
            switch (word)
            {
                case [(byte)'{' or (byte)'}' or (byte)';']:
                    break;
                case var _ when word.SequenceEqual("key"u8):
                    if (fields.Name is not null
                        || !DomainName.TryParse(Text(Word(ref octets)).TrimEnd('.')
                            + ".", out DomainName name, out _))
                    {
                        return "its key has no name, or it has several keys";
                    }

                    fields.Name = name;
                    break;
                case var _ when word.SequenceEqual("algorithm"u8):
                    fields.Algorithm = TsigAlgorithm.Find(Text(Word(ref octets)));
                    if (fields.Algorithm is null)
                    {
                        return $"its algorithm is none of {string.Join(", ", TsigAlgorithm.Mnemonics)}";
                    }

                    break;
                case var _ when word.SequenceEqual("secret"u8):
                    if (!Base64.TryDecode(Word(ref octets), secret, out fields.SecretLength))
                    {
                        return "its secret is not in Base64";
                    }

                    break;
                default:
                    return "there is something else in it than key, algorithm and secret";
            }
        }

        return fields.Name is null ? "it has no key" : fields.Algorithm is null
            ? "it has no algorithm" : fields.SecretLength == 0 ? "it has no secret" : null;
    }

    private static string Text(ReadOnlySpan<byte> word) => System.Text.Encoding.ASCII.GetString(word);

    // A word, what stands between quotes, or one of { } ;
    private static ReadOnlySpan<byte> Word(ref ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(" \t\r\n"u8);
            if (!text.StartsWith("//"u8) && !text.StartsWith("#"u8))
            {
                break;
            }

            int end = text.IndexOf((byte)'\n');
            text = end < 0 ? default : text[end..];
        }

        if (text.IsEmpty)
        {
            return default;
        }

        bool isQuoted = text[0] == '"';
        text = isQuoted ? text[1..] : text;
        int length = isQuoted ? text.IndexOf((byte)'"') : "{};"u8.Contains(text[0])
            ? 1 : text.IndexOfAny(Ends);
        ReadOnlySpan<byte> word = length < 0 ? text : text[..length];
        text = text[(word.Length + (isQuoted && length >= 0 ? 1 : 0))..];
        return word;
    }

    private struct Fields
    {
        internal DomainName? Name;
        internal TsigAlgorithm? Algorithm;
        internal int SecretLength;
    }
}
