namespace DnssecToolkit.Reporting;

/// <summary>How a piece of text stands in a block.</summary>
internal enum MarkdownStyle
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As a computer shows it.</summary>
    Code,

    /// <summary>Stressed.</summary>
    Stressed,
}
