using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A line of a keyindex as it stands in the file, an octet in each char, its end of line
/// included.</summary>
/// <param name="Text">The line.</param>
/// <param name="Words">Where its words are, without a comment: columns, then fields.</param>
/// <param name="Entry">What it says about a key; null for any other line.</param>
internal sealed record KeyIndexLine(string Text, ImmutableArray<Range> Words, KeyIndexEntry? Entry)
{
    /// <summary>How many columns a row has.</summary>
    internal const int Columns = 8;

    /// <summary>Writes a new row.</summary>
    internal static KeyIndexLine Of(KeyIndexEntry entry, string endOfLine) =>
        From(TextOf(entry, _ => true) + endOfLine, entry);

    /// <summary>Gives a row with those of its fields that are wanted, without an end of line.</summary>
    /// <param name="entry">The row.</param>
    /// <param name="isWanted">Whether a field of a name is.</param>
    internal static string TextOf(KeyIndexEntry entry, Func<string, bool> isWanted) =>
        string.Join(' ', ColumnsOf(entry).Concat(FieldsOf(entry)
            .Where(field => field.Value is not null && isWanted(field.Name))
            .Select(field => $"{field.Name}={field.Value}")));

    /// <summary>Changes what differs and leaves every other octet as it is.</summary>
    internal KeyIndexLine With(KeyIndexEntry changed)
    {
        string[] before = ColumnsOf(Entry!);
        string[] after = ColumnsOf(changed);
        List<(Range Place, string Text)> edits =
            [.. Enumerable.Range(0, Columns).Where(i => before[i] != after[i])
                .Select(i => (Words[i], after[i]))];
        int end = Words[^1].End.Value;
        foreach (((string name, string? was), (_, string? becomes)) in FieldsOf(Entry!)
            .Zip(FieldsOf(changed)))
        {
            if (was == becomes)
            {
                continue;
            }

            Range? word = WordOf(name);
            edits.Add((word is { } place ? EndOfPrevious(place)..place.End.Value : end..end,
                becomes is null ? "" : word is { } old
                    ? $"{Text[EndOfPrevious(old)..old.Start.Value]}{name}={becomes}" : $" {name}={becomes}"));
        }

        string text = Text;
        foreach ((Range place, string replacement) in edits.AsEnumerable().Reverse()
            .OrderByDescending(edit => edit.Place.Start.Value))
        {
            text = string.Concat(text.AsSpan(0, place.Start.Value), replacement,
                text.AsSpan(place.End.Value));
        }

        return From(text, changed);
    }

    /// <summary>Finds a line's words: runs without blanks, but for blanks in quotes after <c>=</c>; a comment
    /// ends them.</summary>
    internal static ImmutableArray<Range> Split(ReadOnlySpan<char> line)
    {
        ImmutableArray<Range>.Builder words = ImmutableArray.CreateBuilder<Range>();
        int at = 0;
        while (at < line.Length)
        {
            if (line[at] is ' ' or '\t' or '\r' or '\n')
            {
                at++;
                continue;
            }

            if (line[at] is '#' or ';')
            {
                break;
            }

            int end = EndOfWord(line, at);
            words.Add(at..end);
            at = end;
        }

        return words.ToImmutable();
    }

    private static int EndOfWord(ReadOnlySpan<char> line, int start)
    {
        bool quoted = false;
        int at = start;
        for (; at < line.Length && line[at] is not '\n'
            && (quoted || line[at] is not (' ' or '\t' or '\r')); at++)
        {
            quoted = line[at] == '"' ? !quoted && at > start && line[at - 1] == '=' : quoted;
        }

        return at;
    }

    private static KeyIndexLine From(string text, KeyIndexEntry entry) => new(text, Split(text), entry);

    /// <summary>Gives the eight columns as they are written.</summary>
    internal static string[] ColumnsOf(KeyIndexEntry entry) =>
    [
        KeyIndexText.Zone(entry.Zone), entry.Role.ToString(), KeyIndexText.Algorithm(
            entry.Algorithm), KeyIndexText.Tag(entry.Tag),
        entry.Publish.ToCompactString(), entry.Start.ToCompactString(), entry.End.ToCompactString(),
        entry.Remove.ToCompactString(),
    ];

    private static (string Name, string? Value)[] FieldsOf(KeyIndexEntry entry) =>
    [
        ("key", entry.Key is null ? null : KeyIndexText.Value(entry.Key)),
        ("revoke", Moment(entry.Revoke)), ("presign", Moment(entry.Presign)),
        ("postsign", Moment(entry.Postsign)),
        ("ds-ask", Moment(entry.DsAsk)),
        ("ds-seen", Moment(entry.DsSeen)), ("ds-gone", Moment(entry.DsGone)),
        ("successor", entry.HasNoSuccessor ? KeyIndexText.NoSuccessor : null),
        ("signer", entry.Signer is null ? null : KeyIndexText.Value(entry.Signer)),
        ("shares", entry.Shares is { } zone ? KeyIndexText.Zone(zone) : null),
        ("note", entry.Note is null ? null : KeyIndexText.Value(entry.Note)),
    ];

    private static string? Moment(Timestamp? moment) => moment?.ToCompactString();

    private Range? WordOf(string field)
    {
        foreach (Range word in Words.AsSpan()[Columns..])
        {
            if (Text.AsSpan()[word].StartsWith(field + "=", StringComparison.Ordinal))
            {
                return word;
            }
        }

        return null;
    }

    // The blanks before a field go with it when it goes.
    private int EndOfPrevious(Range word) => Words[Words.IndexOf(word) - 1].End.Value;
}
