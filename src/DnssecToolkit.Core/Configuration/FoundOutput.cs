using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration;

/// <summary>Where the zones of a directory have their signed files: a path with the zone's name in
/// it.</summary>
/// <param name="Pattern">The path, absolute, with <c>{zone}</c> in it.</param>
public sealed record FoundOutput(string Pattern)
{
    /// <summary>Gives what is there by that form.</summary>
    /// <returns>Names, and the path of each; none where the directory cannot be read.</returns>
    internal IEnumerable<(DomainName Zone, string Path)> Candidates()
    {
        int mark = Pattern.IndexOf(ConfigurationReader.ZoneMark, StringComparison.Ordinal);
        int begin = Pattern.LastIndexOf('/', mark) + 1;
        int end = Pattern.IndexOf('/', mark) is var slash and >= 0 ? slash : Pattern.Length;
        FoundName form = new(Pattern[begin..mark],
            Pattern[(mark + ConfigurationReader.ZoneMark.Length)..end]);
        foreach (string entry in EntriesOf(Pattern[..begin]))
        {
            if (form.TextIn(entry) is { } text
                && ConfigurationReader.IsName(text, out DomainName zone, out _))
            {
                yield return (zone,
                    Pattern.Replace(ConfigurationReader.ZoneMark, text, StringComparison.Ordinal));
            }
        }
    }

    private static string[] EntriesOf(string directory)
    {
        try
        {
            string[] entries = Directory.GetFileSystemEntries(directory);
            Array.Sort(entries, StringComparer.Ordinal);
            return entries;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return []; // the run says so, when it writes there
        }
    }
}
