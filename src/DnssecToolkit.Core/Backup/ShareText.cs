using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Backup;

/// <summary>A share on paper: six rows of eight words, of which the eighth says whether the other seven were read
/// right.</summary>
public static class ShareText
{
    /// <summary>How many rows a share has.</summary>
    public const int Rows = 6;

    private const int RowLength = 7;
    private const int WordsPerRow = RowLength + 1;
    private const int MostCharacters = 16_384;

    /// <summary>Writes a share for its custodian.</summary>
    /// <param name="share">The share.</param>
    /// <param name="about">What people should know of it, as lines.</param>
    /// <returns>The text; as secret as the share.</returns>
    public static char[] Write(Share share, IEnumerable<string> about)
    {
        // One buffer that is large enough from the start: a builder would leave copies behind when it grows.
        char[] text = new char[MostCharacters];
        int length = 0;
        foreach (string line in about)
        {
            Append($"# {line}\n");
        }

        for (int row = 0; row < Rows; row++)
        {
            Append(string.Create(CultureInfo.InvariantCulture, $"{row + 1}"));
            ReadOnlySpan<byte> octets = share.Octets.Slice(row * RowLength, RowLength);
            foreach (byte octet in octets)
            {
                Append(" ");
                Append(ShareWords.Of(octet));
            }

            Append(" ");
            Append(ShareWords.Of(CheckOf(row, octets)));
            Append("\n");
        }

        char[] exact = text[..length];
        Array.Clear(text);
        return exact;

        void Append(string part)
        {
            part.CopyTo(0, text, length, part.Length);
            length += part.Length;
        }
    }

    /// <summary>Reads a share: what follows a <c>#</c> in a line is passed over, and so are the numbers of rows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="RefusedException">A word is none of the list, a row was read wrong, or something is missing;
    /// no word is repeated.</exception>
    public static Share Read(ReadOnlySpan<char> text, string source)
    {
        byte[] octets = SecretMemory.Allocate(Share.Length);
        try
        {
            ReadRows(text, source, octets);
            return Share.TryRead(octets, out Share? share)
                ? share! : throw Refusal($"{source}: the rows are right one by one, but not together",
                    "are they all of one share, and in their order?");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    private static void ReadRows(ReadOnlySpan<char> text, string source, byte[] octets)
    {
        Span<byte> row = stackalloc byte[WordsPerRow];
        int words = 0;
        int lineNumber = 0;
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            lineNumber++;
            ReadOnlySpan<char> rest = line.IndexOf('#') is var comment and >= 0 ? line[..comment] : line;
            foreach (Range range in rest.SplitAny([' ', '\t']))
            {
                ReadOnlySpan<char> word = rest[range];
                if (word.IsEmpty || !word.ContainsAnyExceptInRange('0', '9'))
                {
                    continue;
                }

                if (words == Rows * WordsPerRow)
                {
                    throw Refusal($"{source}:{lineNumber}: more words than the {words} of a share", "give each share by itself");
                }

                row[words % WordsPerRow] = OctetOf(word, words, $"{source}:{lineNumber}");
                words++;
                TakeRow(row, words, octets, $"{source}:{lineNumber}");
            }
        }

        CryptographicOperations.ZeroMemory(row);
        if (words < Rows * WordsPerRow)
        {
            throw Refusal($"{source}: {words} words, where a share has {Rows * WordsPerRow}",
                "a share has six rows of eight words");
        }
    }

    private static byte OctetOf(ReadOnlySpan<char> word, int words, string place) =>
        ShareWords.TryFind(word, out byte octet) ? octet
        : throw Refusal(
            $"{place}: word {(words % WordsPerRow) + 1} of row {(words / WordsPerRow) + 1} is none of the list",
            "the first three letters of each word count: compare them with the paper");

    private static void TakeRow(ReadOnlySpan<byte> row, int words, byte[] octets, string place)
    {
        if (words % WordsPerRow != 0)
        {
            return;
        }

        int number = (words / WordsPerRow) - 1;
        if (CheckOf(number, row[..RowLength]) != row[RowLength])
        {
            throw Refusal($"{place}: row {number + 1} was not read right: its eighth word does not fit the other seven", "compare that row with the paper");
        }

        row[..RowLength].CopyTo(octets.AsSpan(number * RowLength));
    }

    private static byte CheckOf(int row, ReadOnlySpan<byte> octets)
    {
        Span<byte> input = [(byte)(row + 1), .. octets];
        byte check = SHA256.HashData(input)[0];
        CryptographicOperations.ZeroMemory(input);
        return check;
    }

    private static RefusedException Refusal(string message, string hint) => new(CheckCodes.BackupShare, message, hint);
}
