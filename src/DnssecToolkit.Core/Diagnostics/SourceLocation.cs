namespace DnssecToolkit.Diagnostics;

/// <summary>A place in an input file; line and column count from 1, and 0 means "not known".</summary>
/// <param name="File">The file's path as the operator named it, or null for something that is not in a
/// file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in octets, from 1.</param>
public readonly record struct SourceLocation(string? File, int Line = 0, int Column = 0)
{
    /// <summary>Gives <c>file:line:column</c>, without the parts that are not known.</summary>
    public override string ToString() => (File, Line, Column) switch
    {
        (null, _, _) => "",
        (_, 0, _) => File,
        (_, _, 0) => $"{File}:{Line}",
        _ => $"{File}:{Line}:{Column}",
    };
}
