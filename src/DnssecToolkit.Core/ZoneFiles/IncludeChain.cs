namespace DnssecToolkit.ZoneFiles;

/// <summary>A file being read and the files that include it.</summary>
/// <param name="Name">The file as messages name it.</param>
/// <param name="RealPath">Its path with links resolved, or null for text that is in no file.</param>
/// <param name="Parent">The file that includes it, or null.</param>
internal sealed record IncludeChain(string Name, string? RealPath, IncludeChain? Parent)
{
    /// <summary>How many files include this one, one through the other.</summary>
    public int Depth => Parent is null ? 0 : Parent.Depth + 1;

    /// <summary>The zone file.</summary>
    public IncludeChain Root => Parent?.Root ?? this;

    /// <summary>Whether a file is this one or one of those that include it.</summary>
    public bool Contains(string realPath) =>
        string.Equals(RealPath, realPath, StringComparison.Ordinal) || (Parent?.Contains(realPath) ?? false);
}
