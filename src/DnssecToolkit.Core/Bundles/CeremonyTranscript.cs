using System.Collections.Immutable;
using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>What happened in a ceremony, entry by entry; each entry has the digest of itself and all before
/// it.</summary>
/// <remarks>A text file that only grows: <c>number moment kind digest text</c>. Whoever noted the last
/// digest, or its words, can show later that nothing was changed, left out or added.</remarks>
public sealed class CeremonyTranscript
{
    /// <summary>The kind of the first entry.</summary>
    public const string Begin = "begin";

    /// <summary>The kind of the last entry.</summary>
    public const string End = "end";

    /// <summary>How a step ends that nobody was asked for, in a script.</summary>
    public const string NotAsked = "not asked, as --yes was given";

    private const string FirstLine = "DnssecToolkit-Transcript: 1";
    private const int MostOctets = 4 << 20;
    private const int Fields = 5;

    private static readonly string[] Kinds = [Begin, "step", "file", "exception", End];

    private CeremonyTranscript(ImmutableArray<CeremonyEntry> entries) => Entries = entries;

    /// <summary>A transcript without entries.</summary>
    public static CeremonyTranscript Empty { get; } = new([]);

    /// <summary>The entries in their order.</summary>
    public ImmutableArray<CeremonyEntry> Entries { get; }

    /// <summary>The digest of all entries in lower-case hex; zeros where there is none.</summary>
    public string Digest => Entries.IsEmpty ? new string('0', 64) : Entries[^1].Digest;

    /// <summary>Whether the last entry says that the ceremony is over.</summary>
    public bool IsEnded => !Entries.IsEmpty && Entries[^1].Kind == End;

    /// <summary>How many entries say that something was the matter.</summary>
    public int Exceptions => Entries.Count(entry => entry.Kind == "exception");

    /// <summary>How many steps nobody confirmed, as a script answered them beforehand.</summary>
    public int Unasked => Entries.Count(
        entry => entry.Kind == "step" && entry.Text.EndsWith($": {NotAsked}", StringComparison.Ordinal));

    /// <summary>Whether an entry says that a file with a digest was used or made in the ceremony.</summary>
    /// <param name="sha256">The file's SHA-256 in lower-case hex.</param>
    public bool Names(string sha256) => Entries.Any(entry => entry.Kind == "file"
        && entry.Text.EndsWith($" {sha256}", StringComparison.Ordinal));

    /// <summary>Adds an entry; before one that is earlier than the last comes an exception that says
    /// so.</summary>
    /// <param name="moment">When.</param>
    /// <param name="kind">begin, step, file, exception or end.</param>
    /// <param name="text">What happened; ends of lines become blanks.</param>
    /// <exception cref="ArgumentException">The kind is not known, or the ceremony is over.</exception>
    public CeremonyTranscript Add(Timestamp moment, string kind, string text)
    {
        if (!Kinds.Contains(kind) || IsEnded)
        {
            throw new ArgumentException("no such kind of entry, or the ceremony is over", nameof(kind));
        }

        return Entries is [.., { Moment: var last }] && moment < last
            ? Append(moment, "exception", ClockSetBack(last)).Append(moment, kind, text)
            : Append(moment, kind, text);
    }

    private CeremonyTranscript Append(Timestamp moment, string kind, string text)
    {
        string line = string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
        int number = Entries.Length + 1;
        return new CeremonyTranscript(Entries.Add(new CeremonyEntry(number, moment, kind,
            DigestOf(Digest, number, moment, kind, line), line)));
    }

    /// <summary>Gives the file.</summary>
    public string ToText() => FirstLine + "\n" + string.Concat(Entries.Select(entry =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Number} {entry.Moment} {entry.Kind} {entry.Digest} {entry.Text}\n")));

    /// <summary>Reads a transcript and checks each entry's digest.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="path">Its path, for findings.</param>
    /// <param name="findings">Takes the first entry that is not what was written.</param>
    /// <returns>The entries before that one; null where it is no transcript.</returns>
    public static CeremonyTranscript? Read(ReadOnlySpan<byte> octets, string path, FindingList findings)
    {
        string[] lines = octets.Length > MostOctets
            ? []
            : System.Text.Encoding.UTF8.GetString(octets).Split('\n');
        if (lines is not [FirstLine, .., ""])
        {
            findings.Add(new Finding(CheckCodes.CeremonyTranscript, new SourceLocation(path, 1),
                "it is not a transcript, or its last line is cut short"));
            return null;
        }

        CeremonyTranscript read = Empty;
        for (int i = 1; i < lines.Length - 1; i++)
        {
            if (Fault(read, lines[i], out CeremonyTranscript next) is { } fault)
            {
                findings.Add(
                    new Finding(CheckCodes.CeremonyTranscript, new SourceLocation(path, i + 1), fault));
                break;
            }

            if (IsEarlier(read, next.Entries[^1]))
            {
                findings.Add(new Finding(CheckCodes.CeremonyClock, new SourceLocation(path, i + 1),
                    $"{next.Entries[^1].Text} to {next.Entries[^1].Moment}"));
            }

            read = next;
        }

        return read;
    }

    // What an entry says that alone may be earlier than the one before.
    private static string ClockSetBack(Timestamp from) => $"the clock was set back from {from}";

    private static bool IsEarlier(CeremonyTranscript before, CeremonyEntry entry) =>
        before.Entries is [.., { Moment: var last }] && entry.Moment < last;

    private static bool IsUnexplained(CeremonyTranscript before, CeremonyEntry entry) =>
        IsEarlier(before, entry)
        && (entry.Kind != "exception" || entry.Text != ClockSetBack(before.Entries[^1].Moment));

    private static string? Fault(CeremonyTranscript before, string line, out CeremonyTranscript after)
    {
        after = before;
        string[] words = line.Split(' ', Fields);
        if (words.Length < Fields
            || words[0] != (before.Entries.Length + 1).ToString(CultureInfo.InvariantCulture)
            || !TimestampText.TryParseAbsolute(words[1], out Timestamp moment) || !Kinds.Contains(words[2])
            || before.IsEnded)
        {
            return "the line is no entry, or not the next one";
        }

        after = before.Append(moment, words[2], words[4]);
        return after.Digest != words[3] || after.Entries[^1].Text != words[4]
            ? "the entry, or one before it, was changed after it was written"
            : IsUnexplained(before, after.Entries[^1]) ? "the entry is earlier than the one before"
            : null;
    }

    private static string DigestOf(string previous, int number, Timestamp moment, string kind, string text) =>
        BundleManifest.DigestOf(
        System.Text.Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{previous}\n{number} {moment} {kind} {text}\n")));
}
