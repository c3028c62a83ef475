using System.Collections.Immutable;

namespace DnssecToolkit.Reporting;

/// <summary>A part of the Markdown that the toolkit writes: a heading, a paragraph, a list, a table or fenced
/// text.</summary>
internal abstract record MarkdownBlock
{
    private MarkdownBlock()
    {
    }

    internal sealed record Heading(int Level, string Text) : MarkdownBlock;

    internal sealed record Paragraph(string Text) : MarkdownBlock;

    internal sealed record Fenced(string Text) : MarkdownBlock;

    internal sealed record Items(bool AreNumbered, ImmutableArray<string> Texts) : MarkdownBlock;

    // Without a head that is null.
    internal sealed record Table(string[]? Head, ImmutableArray<string[]> Rows) : MarkdownBlock;
}
