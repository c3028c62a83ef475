using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration;

/// <content>Zones that are found in a directory, and those that were found there once.</content>
public sealed partial class ConfigurationReader
{
    private readonly List<Finding> _strays = [];
    private readonly List<(ConfigurationSection Section, string Directory, FoundName Form)> _directories = [];

    private IEnumerable<ZoneConfiguration> ZonesIn(ConfigurationSection section)
    {
        string pattern = section.Text("files") ?? ZoneMark;
        string? directory = section.AbsolutePath("directory");
        int mark = pattern.IndexOf(ZoneMark, StringComparison.Ordinal);
        if (mark < 0 || pattern.Contains('/'))
        {
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("files"),
                $"files {ConfigurationValue.Shown(pattern)} is no name with {ZoneMark} in it");
            yield break;
        }

        FoundName form = new(pattern[..mark], pattern[(mark + ZoneMark.Length)..]);
        if (directory is not null)
        {
            _directories.Add((section, Path.TrimEndingDirectorySeparator(directory), form));
        }

        ReadFields(section, DomainName.Root, "/", isTemplate: true); // its keys are known, and checked, though no zone is there
        foreach (string path in directory is null ? [] : FilesIn(section, directory))
        {
            if (form.TextIn(path) is not { } text || IsServersOwn(path))
            {
                continue;
            }

            if (IsName(text, out DomainName name, out string? fault))
            {
                yield return ReadFields(section, name, path, isTemplate: false);
            }
            else
            {
                NoteStray(section, path, $"{ConfigurationValue.Shown(text)} is no zone's name: {fault}");
            }
        }
    }

    // Data, not configuration: one file that somebody left there must not stop all the other zones.
    private void NoteStray(ConfigurationSection section, string path, string message)
    {
        Finding stray = new(CheckCodes.DirectoryStray, new SourceLocation(path), message);
        _strays.Add(stray);
        section.Fault(stray.Code, stray.Location, message, "take it out of the directory, or give it a zone's name");
    }

    // A file that is gone does not give its zone up: what is signed goes on ageing, and its DS is in the parent.
    private List<(ZoneConfiguration Zone, ConfigurationSection Section)> ZonesThatAreGone()
    {
        List<(ZoneConfiguration, ConfigurationSection)> gone = [];
        if (_directories.Count == 0)
        {
            return gone;
        }

        HashSet<string> present = [.. _names.Select(ZoneConfiguration.FileNameOf)];
        foreach (RememberedZone zone in RememberedZone.Of(_state, present))
        {
            foreach ((ConfigurationSection section, string directory, FoundName form) in _directories)
            {
                if (Path.GetDirectoryName(zone.File) == directory && form.TextIn(zone.File) is { } text
                    && IsName(text, out DomainName name, out _) && !_names.Contains(name)
                    && ReadFields(section, name, zone.File, isTemplate: false) is var fields
                    && (zone.HasContent || File.Exists(fields.Output)))
                {
                    gone.Add((fields with { IsGone = true }, section));
                    break;
                }
            }
        }

        return gone;
    }

    // Journals, and the signed copies of BIND's inline-signing, lie beside the zone files of a server.
    private static bool IsServersOwn(string path) => Path.GetExtension(path) is ".jnl" or ".jbk"
        || (Path.GetExtension(path) == ".signed"
            && (File.Exists(path + ".jnl") || File.Exists(Path.ChangeExtension(path, ".jbk"))));

    private static string[] FilesIn(ConfigurationSection section, string directory)
    {
        try
        {
            string[] files = Directory.GetFiles(directory);
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            section.Fault(
                CheckCodes.ConfigValue, section.PlaceOf("directory"), $"{directory}: {e.Message.TrimEnd('.')}");
            return [];
        }
    }

    /// <summary>The form of the names of zone files.</summary>
    /// <param name="Before">What stands before the zone's name.</param>
    /// <param name="After">What stands after it.</param>
    private sealed record FoundName(string Before, string After)
    {
        /// <summary>The text where a file's name has the zone's, or null where it is of another form.</summary>
        internal string? TextIn(string path)
        {
            string file = Path.GetFileName(path);
            return file.Length > Before.Length + After.Length && !file.StartsWith('.')
                && file.StartsWith(Before, StringComparison.Ordinal) && file.EndsWith(After, StringComparison.Ordinal)
                    ? file[Before.Length..^After.Length] : null;
        }
    }
}
