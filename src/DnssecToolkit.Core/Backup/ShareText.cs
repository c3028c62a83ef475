using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Backup;

/// <summary>A share on paper: six rows of eight words, of which the eighth says whether the other seven were
/// read right.</summary>
public static class ShareText
{
    /// <summary>How many rows a share has.</summary>
    public const int Rows = 6;

    private const int RowLength = 7;
    private const int WordsPerRow = RowLength + 1;

    /// <summary>Writes a share for its custodian.</summary>
    /// <param name="text">Takes it; as secret as the share.</param>
    /// <param name="share">The share.</param>
    /// <param name="about">What people should know of it, as lines.</param>
    public static void Write(SecretText text, Share share, IEnumerable<string> about)
    {
        foreach (string line in about)
        {
            text.Append("# ").Append(line).Append('\n');
        }

        for (int row = 0; row < Rows; row++)
        {
            text.Append(row + 1);
            for (int word = 0; word < WordsPerRow; word++)
            {
                text.Append(' ').Append(ShareWords.Of(OctetAt(share, row, word)));
            }

            text.Append('\n');
        }
    }

    /// <summary>Writes the telling letters of all words in capitals, in one line.</summary>
    /// <param name="text">Takes them; as secret as the share.</param>
    /// <param name="share">The share.</param>
    internal static void WriteBrief(SecretText text, Share share)
    {
        Span<char> letters = stackalloc char[ShareWords.Telling];
        for (int at = 0; at < Rows * WordsPerRow; at++)
        {
            ShareWords.Of(OctetAt(share, at / WordsPerRow, at % WordsPerRow)).AsSpan(0,
                letters.Length).ToUpperInvariant(letters);
            text.Append(at == 0 ? "" : " ").Append(letters);
        }

        letters.Clear();
    }

    /// <summary>Whether a text has all words of a share: a scanner gives them in one line.</summary>
    public static bool IsWhole(ReadOnlySpan<char> text)
    {
        int words = 0;
        foreach (ReadOnlySpan<char> line in text.EnumerateLines())
        {
            ReadOnlySpan<char> rest = line.IndexOf('#') is var comment and >= 0 ? line[..comment] : line;
            foreach (Range range in rest.SplitAny([' ', '\t']))
            {
                words += !rest[range].IsEmpty && rest[range].ContainsAnyExceptInRange('0', '9') ? 1 : 0;
            }
        }

        return words >= Rows * WordsPerRow;
    }

    /// <summary>Reads a share: what follows a <c>#</c> in a line is passed over, and so are the numbers of
    /// rows.</summary>
    /// <param name="text">The text.</param>
    /// <param name="source">Where it comes from, for messages.</param>
    /// <exception cref="RefusedException">A word is none of the list, a row was read wrong, or something is
    /// missing; no word is repeated.</exception>
    public static Share Read(ReadOnlySpan<char> text, string source)
    {
        text = WordsOf(text);
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

    // A page for printing has the words between these.
    private static ReadOnlySpan<char> WordsOf(ReadOnlySpan<char> text)
    {
        const string Begin = "<pre>";
        int begin = text.StartsWith('<') ? text.IndexOf(Begin) : -1;
        int end = text.IndexOf("</pre>");
        return begin >= 0 && end > begin ? text[(begin + Begin.Length)..end] : text;
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
                    throw Refusal($"{source}:{lineNumber}: more words than the {words} of a share",
                        "give each share by itself");
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
            throw Refusal(
                $"{place}: row {number + 1} was not read right: its eighth word does not fit the other seven", "compare that row with the paper");
        }

        row[..RowLength].CopyTo(octets.AsSpan(number * RowLength));
    }

    // The eighth word of a row checks the seven before it.
    private static byte OctetAt(Share share, int row, int word)
    {
        ReadOnlySpan<byte> octets = share.Octets.Slice(row * RowLength, RowLength);
        return word < RowLength ? octets[word] : CheckOf(row, octets);
    }

    private static byte CheckOf(int row, ReadOnlySpan<byte> octets)
    {
        Span<byte> input = [(byte)(row + 1), .. octets];
        byte check = SHA256.HashData(input)[0];
        CryptographicOperations.ZeroMemory(input);
        return check;
    }

    private static RefusedException Refusal(string message, string hint) =>
        new(CheckCodes.BackupShare, message, hint);
}
