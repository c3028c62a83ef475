using System.Collections.Immutable;
using System.Globalization;

namespace DnssecToolkit.Bundles;

/// <summary>What the screen shows in a ceremony, line by line: commands print it, and the script has it with
/// blanks for what nobody can know beforehand.</summary>
public static class CeremonyText
{
    /// <summary>What stands for something that is to be written by hand.</summary>
    public const string Blank = "____________";

    /// <summary>The answer to a question by which a step is done.</summary>
    public const string Consent = "Yes";

    private const int WordsInLine = 8;
    private const int WordLines = 4; // SHA-256 has 32 octets

    /// <summary>Asks for a step; what is typed follows on the same line.</summary>
    public static string Question(string step) => $"{step}.\nType {Consent}, or what is the matter: ";

    /// <summary>Asks for what only people know; what is typed follows on the same line.</summary>
    public static string Wish(string what) => $"{what}: ";

    /// <summary>Names a file with its digest and the digest's words.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="path">Its path.</param>
    /// <param name="sha256">Its SHA-256 in hex; null where it is not known.</param>
    public static IEnumerable<string> FileLines(string what, string path, string? sha256) =>
        [$"{what} {path}", .. DigestLines(sha256)];

    /// <summary>Gives a digest and its words, eight in a line.</summary>
    /// <param name="sha256">SHA-256 in hex; null where it is not known.</param>
    public static IEnumerable<string> DigestLines(string? sha256)
    {
        IEnumerable<string> words = sha256 is null ? Enumerable.Repeat(Blank, WordLines)
            : BundleManifest.WordsOf(sha256).Split(' ').Chunk(WordsInLine)
            .Select(line => string.Join(' ', line));
        return words.Prepend($"SHA-256 {sha256 ?? Blank}").Select(line => $"  {line}");
    }

    /// <summary>Says how many entries a transcript has.</summary>
    public static string CountLine(CeremonyTranscript transcript) =>
        CountLine(Text(transcript.Entries.Length), transcript.Exceptions, transcript.Unasked);

    /// <summary>What a ceremony has on its screen while its steps are asked for and all goes well.</summary>
    public static string Questions(ImmutableArray<string> steps) => string.Concat(steps.Select(step =>
        CeremonySteps.IsNoted(step) ? $"{Wish(step)}{Blank}\n" : $"{Question(step)}{Consent}\n"));

    /// <summary>What a ceremony has on its screen at its end.</summary>
    /// <param name="path">The transcript.</param>
    public static string EndScreen(string path) => Screen(FileLines("transcript", path, null));

    /// <summary>What the check of its transcript shows where there was no exception.</summary>
    public static string CheckScreen => Screen(DigestLines(null).Prepend(CountLine(Blank, 0, 0)));

    private static string CountLine(string entries, int exceptions, int unasked) =>
        $"{entries} entries, {Text(exceptions)} of them exceptions, {Text(unasked)} of them steps that nobody was asked for";

    private static string Screen(IEnumerable<string> lines) =>
        string.Concat(lines.Select(line => line + "\n"));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
