using System.Net;
using System.Text;

namespace DnssecToolkit.Reporting;

/// <summary>Makes a page to be printed out of the Markdown that the toolkit writes: headings, paragraphs, tables, lists, fenced text.</summary>
/// <remarks>Everything else is text: nothing in it becomes markup of the page.</remarks>
public static class MarkdownPage
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

    /// <summary>Gives a page in HTML that needs nothing from elsewhere.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="title">The page's title.</param>
    public static string Write(string markdown, string title)
    {
        StringBuilder html = new();
        html.Append($"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>{WebUtility.HtmlEncode(title)}</title>\n");
        html.Append($"<style>\n{Style}\n</style></head>\n<body>\n");
        foreach (MarkdownBlock block in MarkdownReader.Read(markdown))
        {
            html.Append(Of(block)).Append('\n');
        }

        return html.Append("</body>\n</html>\n").ToString();
    }

    private static string Of(MarkdownBlock block) => block switch
    {
        MarkdownBlock.Heading heading => $"<h{heading.Level}>{Inline(heading.Text)}</h{heading.Level}>",
        MarkdownBlock.Fenced fenced => $"<pre>{WebUtility.HtmlEncode(fenced.Text)}</pre>",
        MarkdownBlock.Items items => Items(items, items.AreNumbered ? "ol" : "ul"),
        MarkdownBlock.Table table => Table(table),
        MarkdownBlock.Paragraph paragraph => $"<p>{Inline(paragraph.Text)}</p>",
        _ => throw new InvalidOperationException(),
    };

    private static string Items(MarkdownBlock.Items items, string list) =>
        $"<{list}>{string.Concat(items.Texts.Select(text => $"<li>{Inline(text)}</li>"))}</{list}>";

    private static string Table(MarkdownBlock.Table table)
    {
        string head = table.Head is null ? "" : $"<thead>{Row(table.Head, "th")}</thead>";
        return $"<table>{head}{string.Concat(table.Rows.Select(row => Row(row, "td")))}</table>";
    }

    private static string Row(string[] cells, string element) =>
        $"<tr>{string.Concat(cells.Select(cell => $"<{element}>{Inline(cell)}</{element}>"))}</tr>";

    private static string Inline(string text) => string.Concat(MarkdownReader.Inline(text).Select(piece => piece.Style switch
    {
        MarkdownStyle.Code => $"<code>{WebUtility.HtmlEncode(piece.Text)}</code>",
        MarkdownStyle.Stressed => $"<em>{WebUtility.HtmlEncode(piece.Text)}</em>",
        _ => WebUtility.HtmlEncode(piece.Text),
    }));
}
