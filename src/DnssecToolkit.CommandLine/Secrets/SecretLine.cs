using System.Text.Unicode;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Reads the first line of what a source gives. The octets come from the system straight into memory
/// that is locked, and wiped: no reader's buffer keeps a copy.</summary>
internal static class SecretLine
{
    /// <summary>The longest line, in octets of UTF-8.</summary>
    internal const int MostOctets = 4096;

    /// <summary>Opens a file, without a buffer of its own.</summary>
    internal static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Reads up to the first line break, or to the end.</summary>
    /// <param name="unbuffered">The source: a stream without a buffer of its own.</param>
    /// <param name="source">The source, for messages.</param>
    /// <exception cref="UnreadableInputException">The line is too long, or not in UTF-8.</exception>
    internal static Secret Read(Stream unbuffered, string source)
    {
        byte[] octets = SecretMemory.Allocate(MostOctets);
        try
        {
            int length = 0;
            int end = -1;
            for (int got = 1; got > 0 && end < 0 && length < octets.Length;)
            {
                got = unbuffered.Read(octets.AsSpan(length));
                length += got;
                end = octets.AsSpan(0, length).IndexOfAny((byte)'\r', (byte)'\n');
            }

            return end < 0 && length == octets.Length
                ? throw TooLong(source) : Decode(octets.AsSpan(0, end < 0 ? length : end), source);
        }
        finally
        {
            SecretMemory.Wipe(octets);
        }
    }

    /// <summary>Takes the first line of a text that the system has given as one.</summary>
    /// <exception cref="UnreadableInputException">The line is too long.</exception>
    internal static Secret Of(ReadOnlySpan<char> text, string source)
    {
        int end = text.IndexOfAny('\r', '\n');
        ReadOnlySpan<char> line = end < 0 ? text : text[..end];
        return line.Length < MostOctets ? new Secret(line) : throw TooLong(source);
    }

    /// <summary>Reads octets of UTF-8, with or without a byte order mark; the caller wipes its own.</summary>
    /// <exception cref="UnreadableInputException">They are none.</exception>
    internal static Secret Decode(ReadOnlySpan<byte> octets, string source)
    {
        if (!Utf8.IsValid(octets))
        {
            throw new UnreadableInputException($"{source}: the secret is not in UTF-8");
        }

        ReadOnlySpan<byte> mark = System.Text.Encoding.UTF8.Preamble;
        ReadOnlySpan<byte> line = octets.StartsWith(mark) ? octets[mark.Length..] : octets;
        char[] characters = SecretMemory.AllocateText(line.Length);
        try
        {
            return new Secret(characters.AsSpan(0, System.Text.Encoding.UTF8.GetChars(line, characters)));
        }
        finally
        {
            SecretMemory.Wipe(characters);
        }
    }

    private static UnreadableInputException TooLong(string source) =>
        new($"{source}: a secret has fewer than {MostOctets} octets");
}
