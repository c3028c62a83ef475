using System.Text.RegularExpressions;

namespace DnssecToolkit.Reporting;

/// <summary>Reads the Markdown that the toolkit writes: headings, paragraphs, tables, lists, fenced
/// text.</summary>
internal sealed partial class MarkdownReader
{
    private readonly string[] _lines;
    private int _at;

    private MarkdownReader(string markdown) =>
        _lines = markdown.Replace("\r", "", StringComparison.Ordinal).Split('\n');

    /// <summary>Gives its blocks.</summary>
    internal static IEnumerable<MarkdownBlock> Read(string markdown)
    {
        MarkdownReader reader = new(markdown);
        while (reader._at < reader._lines.Length)
        {
            if (reader._lines[reader._at].Length == 0)
            {
                reader._at++;
                continue;
            }

            yield return reader.Block();
        }
    }

    /// <summary>Divides the text of a block: what is code, what is stressed, and what is neither.</summary>
    internal static IEnumerable<(string Text, MarkdownStyle Style)> Inline(string text)
    {
        int at = 0;
        foreach (Match match in Mark().Matches(text))
        {
            if (match.Index > at)
            {
                yield return (text[at..match.Index], MarkdownStyle.Plain);
            }

            yield return match.Groups[1].Success ? (match.Groups[1].Value, MarkdownStyle.Code)
                : (match.Groups[2].Value, MarkdownStyle.Stressed);
            at = match.Index + match.Length;
        }

        if (at < text.Length)
        {
            yield return (text[at..], MarkdownStyle.Plain);
        }
    }

    private MarkdownBlock Block()
    {
        string line = _lines[_at];
        if (IsFence(line))
        {
            _at++;
            string fenced = string.Join('\n', TakeWhile(other => !IsFence(other)));
            _at++;
            return new MarkdownBlock.Fenced(fenced);
        }

        if (Heading().Match(line) is { Success: true } heading)
        {
            _at++;
            return new MarkdownBlock.Heading(heading.Groups[1].Length, heading.Groups[2].Value);
        }

        return line.StartsWith('|') ? Table([.. TakeWhile(other => other.StartsWith('|')).Select(Cells)])
            : Item().IsMatch(line) ? Items(line)
            : new MarkdownBlock.Paragraph(string.Join(' ', TakeWhile(other =>
                other.Length > 0 && !other.StartsWith('|') && !Heading().IsMatch(other) && !IsFence(other))));
    }

    private MarkdownBlock.Items Items(string first)
    {
        string items = string.Join('\n',
            TakeWhile(other => Item().IsMatch(other) || other.StartsWith("  ", StringComparison.Ordinal)))
            .Replace("\n  ", " ", StringComparison.Ordinal);
        return new MarkdownBlock.Items(!first.StartsWith('-'),
            [.. items.Split('\n').Select(item => Item().Match(item).Groups[2].Value)]);
    }

    private static MarkdownBlock.Table Table(string[][] rows)
    {
        bool hasHead = rows.Length > 1
            && rows[1].All(cell => cell.Length > 0 && cell.All(character => character is '-' or ':'));
        return new MarkdownBlock.Table(hasHead ? rows[0] : null, [.. rows.Skip(hasHead ? 2 : 0)]);
    }

    private List<string> TakeWhile(Func<string, bool> belongs)
    {
        List<string> taken = [];
        for (; _at < _lines.Length && belongs(_lines[_at]); _at++)
        {
            taken.Add(_lines[_at]);
        }

        return taken;
    }

    private static bool IsFence(string line) => line.StartsWith("```", StringComparison.Ordinal);

    // A bar with a backslash before it is text.
    private static string[] Cells(string line) =>
        [.. CellEnd().Split(line.Trim().TrimStart('|').TrimEnd())
            .SkipLast(line.TrimEnd().EndsWith('|') ? 1 : 0)
            .Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal))];

    [GeneratedRegex("^(#{1,3}) (.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(-|\d+\.)(?: (.*))?$")]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"`([^`]+)`|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])")]
    private static partial Regex Mark();
}
