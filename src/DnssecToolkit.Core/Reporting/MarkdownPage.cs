using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace DnssecToolkit.Reporting;

/// <summary>Makes a page to be printed out of the Markdown that the toolkit writes: headings, paragraphs, tables, lists, fenced text.</summary>
/// <remarks>Everything else is text: nothing in it becomes markup of the page.</remarks>
public sealed partial class MarkdownPage
{
    private const string Style = """
        @page { size: A4; margin: 18mm 14mm; }
        body { font: 10.5pt/1.35 sans-serif; color: #000; max-width: 190mm; margin: auto; }
        h1 { font-size: 17pt; } h2 { font-size: 13pt; margin-top: 8mm; } h3 { font-size: 11pt; }
        table { border-collapse: collapse; width: 100%; margin: 4mm 0; }
        th, td { border: 0.3mm solid #666; padding: 1.2mm 2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
        td { height: 7mm; } tr { break-inside: avoid; } thead { display: table-header-group; }
        pre { border: 0.3mm solid #666; padding: 3mm; font-size: 8.5pt; white-space: pre-wrap; }
        code { font-size: 90%; overflow-wrap: anywhere; }
        """;

    private readonly StringBuilder _html = new();
    private readonly string[] _lines;
    private int _at;

    private MarkdownPage(string markdown) => _lines = markdown.Replace("\r", "", StringComparison.Ordinal).Split('\n');

    /// <summary>Gives a page in HTML that needs nothing from elsewhere.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="title">The page's title.</param>
    public static string Write(string markdown, string title)
    {
        MarkdownPage page = new(markdown);
        page._html.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title>\n<style>\n{Style}\n</style></head>\n<body>\n");
        while (page._at < page._lines.Length)
        {
            page.Block();
        }

        return page._html.Append("</body>\n</html>\n").ToString();
    }

    private void Block()
    {
        string line = _lines[_at];
        if (line.Length == 0)
        {
            _at++;
        }
        else if (line.StartsWith("```", StringComparison.Ordinal))
        {
            _at++;
            Append("pre", WebUtility.HtmlEncode(string.Join('\n', TakeWhile(other => !other.StartsWith("```", StringComparison.Ordinal)))));
            _at++;
        }
        else if (Heading().Match(line) is { Success: true } heading)
        {
            _at++;
            Append($"h{heading.Groups[1].Length}", Inline(heading.Groups[2].Value));
        }
        else if (line.StartsWith('|'))
        {
            Table([.. TakeWhile(other => other.StartsWith('|')).Select(Cells)]);
        }
        else if (Item().Match(line) is { Success: true } item)
        {
            string list = item.Groups[1].Value.StartsWith('-') ? "ul" : "ol";
            string items = string.Join('\n', TakeWhile(other => Item().IsMatch(other) || other.StartsWith("  ", StringComparison.Ordinal)))
                .Replace("\n  ", " ", StringComparison.Ordinal);
            Append(list, string.Concat(items.Split('\n').Select(other => $"<li>{Inline(Item().Match(other).Groups[2].Value)}</li>")));
        }
        else
        {
            Append("p", Inline(string.Join(' ', TakeWhile(other => other.Length > 0 && !other.StartsWith('|') && !Heading().IsMatch(other)
                && !other.StartsWith("```", StringComparison.Ordinal)))));
        }
    }

    private void Table(string[][] rows)
    {
        bool hasHead = rows.Length > 1 && rows[1].All(cell => cell.Length > 0 && cell.All(character => character is '-' or ':'));
        _html.Append("<table>");
        if (hasHead)
        {
            _html.Append("<thead><tr>").AppendJoin("", rows[0].Select(cell => $"<th>{Inline(cell)}</th>")).Append("</tr></thead>");
        }

        foreach (string[] row in rows.Skip(hasHead ? 2 : 0))
        {
            _html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Inline(cell)}</td>")).Append("</tr>");
        }

        _html.Append("</table>\n");
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

    private void Append(string element, string html) => _html.Append($"<{element}>{html}</{element}>\n");

    // A bar with a backslash before it is text.
    private static string[] Cells(string line) => [.. CellEnd().Split(line.Trim().TrimStart('|').TrimEnd()).SkipLast(line.TrimEnd().EndsWith('|') ? 1 : 0)
        .Select(cell => cell.Trim().Replace("\\|", "|", StringComparison.Ordinal))];

    private static string Inline(string text) => Mark().Replace(WebUtility.HtmlEncode(text), match =>
        match.Groups[1].Success ? $"<code>{match.Groups[1].Value}</code>" : $"<em>{match.Groups[2].Value}</em>");

    [GeneratedRegex("^(#{1,3}) (.*)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(-|\d+\.)(?: (.*))?$")]
    private static partial Regex Item();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"`([^`]+)`|(?<![\w*])\*([^*\s][^*]*)\*(?![\w*])")]
    private static partial Regex Mark();
}
