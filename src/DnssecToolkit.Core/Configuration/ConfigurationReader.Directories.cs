using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Configuration;

/// <content>Zones that are found in a directory, and those that were found there once.</content>
public sealed partial class ConfigurationReader
{
    private readonly List<Finding> _strays = [];
    private readonly List<FoundOutput> _foundOutputs = [];
    private readonly HashSet<string> _unreadable = new(StringComparer.Ordinal);
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

        if (section.AbsolutePath("output") is { } output
            && output.Contains(ZoneMark, StringComparison.Ordinal))
        {
            _foundOutputs.Add(new FoundOutput(output));
        }

        ReadFields(section, DomainName.Root, "/", isTemplate: true); // its keys are known, and checked, though no zone is there
        // Of two spellings of a name the usual one counts.
        string[] paths = directory is null ? [] : FilesIn(section, directory);
        foreach (string path in paths.OrderBy(path => Path.GetFileName(path).Any(char.IsAsciiLetterUpper)))
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
                NoteStray(
                    section, CheckCodes.DirectoryStray, path,
                    $"{ConfigurationValue.Shown(text)} is no zone's name: {fault}",
                    "take it out of the directory, or give it a zone's name");
            }
        }
    }

    // Data, not configuration: a file that somebody left there, or a disk that is away, must not stop all the
    // other zones.
    private void NoteStray(ConfigurationSection section, CheckCode code, string path, string message,
        string hint)
    {
        Finding stray = new(code, new SourceLocation(path), message) { Hint = hint };
        _strays.Add(stray);
        section.Fault(stray.Code, stray.Location, message, hint);
    }

    // A file that is gone does not give its zone up: what is signed goes on ageing, and its DS is in the
    // parent.
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
                    gone.Add((fields with
                    {
                        IsGone = true,
                        HasUnreadableDirectory = _unreadable.Contains(directory)
                    }, section));
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

    private string[] FilesIn(ConfigurationSection section, string directory)
    {
        try
        {
            string[] files = Directory.GetFiles(directory);
            Array.Sort(files, StringComparer.Ordinal);
            return files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string path = Path.TrimEndingDirectorySeparator(directory);
            _unreadable.Add(path);
            NoteStray(
                section, CheckCodes.DirectoryUnreadable, path,
                $"{e.Message.TrimEnd('.')}: zones that were found there go on being signed from the content accepted last",
                "see whether its file system is mounted, and whether this user may read it");
            return [];
        }
    }
}
