using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration.Import;

/// <summary>A statement of named.conf: words, and a block where it has one.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Words">Its words, without quotes; one at least.</param>
/// <param name="Block">The statements in its braces, or null.</param>
internal sealed record NamedStatement(SourceLocation Place, IReadOnlyList<string> Words,
    IReadOnlyList<NamedStatement>? Block)
{
    /// <summary>Its first word, or an empty one for a mere block.</summary>
    internal string Name => Words.Count > 0 ? Words[0] : "";

    /// <summary>The words after its name.</summary>
    internal string Value => string.Join(' ', Words.Skip(1));

    /// <summary>Finds the last of the block's statements by name, as BIND takes it.</summary>
    internal NamedStatement? Find(string name) => Block?.LastOrDefault(statement => statement.Name == name);
}
