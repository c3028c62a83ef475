namespace DnssecToolkit.Configuration;

/// <summary>The form of the names of files that have a zone's name in them.</summary>
/// <param name="Before">What stands before the zone's name.</param>
/// <param name="After">What stands after it.</param>
internal sealed record FoundName(string Before, string After)
{
    /// <summary>The text where a file's name has the zone's, or null where it is of another form.</summary>
    internal string? TextIn(string path)
    {
        string file = Path.GetFileName(path);
        return file.Length > Before.Length + After.Length && !file.StartsWith('.')
            && file.StartsWith(Before, StringComparison.Ordinal)
            && file.EndsWith(After, StringComparison.Ordinal)
                ? file[Before.Length..^After.Length] : null;
    }
}
