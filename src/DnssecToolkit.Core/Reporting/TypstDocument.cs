using System.Globalization;
using System.Text;

namespace DnssecToolkit.Reporting;

/// <summary>Makes a document for typst out of the Markdown that the toolkit writes.</summary>
/// <remarks>All text stands in strings of typst's code: nothing in it becomes markup. No package and no font is fetched.</remarks>
public static class TypstDocument
{
    private const int LongestWord = 20;

    private const string Style = """
        #set page(paper: "a4", margin: (x: 14mm, y: 18mm), numbering: "1 / 1")
        #set text(size: 10pt)
        #set table(stroke: 0.3mm + luma(40%), inset: 2mm)
        #show table: set par(justify: false)
        #show raw: set text(size: 8.5pt)

        """;

    /// <summary>Gives the document.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="title">The document's title.</param>
    public static string Write(string markdown, string title)
    {
        StringBuilder typst = new($"#set document(title: {Quoted(title)})\n{Style}");
        foreach (MarkdownBlock block in MarkdownReader.Read(markdown))
        {
            typst.Append('#').Append(Of(block)).Append("\n\n");
        }

        return typst.ToString();
    }

    private static string Of(MarkdownBlock block) => block switch
    {
        MarkdownBlock.Heading heading => string.Create(CultureInfo.InvariantCulture,
            $"heading(level: {heading.Level}, {Inline(heading.Text)})"),
        MarkdownBlock.Fenced fenced =>
            $"block(stroke: 0.3mm, inset: 3mm, width: 100%, raw({Quoted(fenced.Text)}, block: true))",
        MarkdownBlock.Items items =>
            $"{(items.AreNumbered ? "enum" : "list")}({string.Join(", ", items.Texts.Select(Inline))})",
        MarkdownBlock.Table table => Table(table),
        MarkdownBlock.Paragraph paragraph => $"par({Inline(paragraph.Text)})",
        _ => throw new InvalidOperationException(),
    };

    private static string Table(MarkdownBlock.Table table)
    {
        int columns = (table.Head ?? table.Rows[0]).Length;
        string widths = string.Concat(Enumerable.Range(0, columns)
            .Select(column => column == 0 ? "auto, " : "1fr, "));
        string head = table.Head is null
            ? "" : $"  table.header({string.Join(", ", table.Head.Select(Inline))}),\n";
        return $"table(columns: ({widths}),\n{head}"
            + string.Concat(
                table.Rows.Select(row => $"  {string.Join(", ", Fitted(row, columns).Select(Inline))},\n"))
                + ")";
    }

    // A cell too many would move all that follow.
    private static IEnumerable<string> Fitted(string[] row, int columns) =>
        row.Concat(Enumerable.Repeat("", columns)).Take(columns);

    private static string Inline(string text) => "{ " + string.Join("; ", MarkdownReader.Inline(text).Select(piece => piece.Style switch
    {
        MarkdownStyle.Code => $"raw({Quoted(Breakable(piece.Text))})",
        MarkdownStyle.Stressed => $"emph({Quoted(piece.Text)})",
        _ => Quoted(piece.Text),
    }).DefaultIfEmpty("[]")) + " }";

    // A digest is one word, and wider than a column: it may be broken after each eight characters.
    private static string Breakable(string text) =>
        string.Join(' ', text.Split(' ').Select(word => word.Length <= LongestWord
        ? word : string.Join('\u200B', word.Chunk(8).Select(chunk => new string(chunk)))));

    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char character in text)
        {
            _ = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                '\n' => quoted.Append("\\n"),
                < ' ' or '\u200B' => quoted.Append("\\u{")
                    .Append(((int)character).ToString("x", CultureInfo.InvariantCulture)).Append('}'),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append('"').ToString();
    }
}
