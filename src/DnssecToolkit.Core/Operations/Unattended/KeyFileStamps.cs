using System.Collections.Concurrent;
using System.Globalization;
using DnssecToolkit.Configuration;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Sizes and times of the files in key directories, by zone; a directory is listed once a run,
/// however many zones share it.</summary>
internal sealed class KeyFileStamps
{
    private readonly ConcurrentDictionary<string, Lazy<Dictionary<DomainName, string>>> _directories =
        new(StringComparer.Ordinal);

    /// <summary>The stamp of a zone's files; empty where it has none, or the directory cannot be
    /// read.</summary>
    internal string Of(ZoneConfiguration zone) =>
        _directories.GetOrAdd(zone.Keys,
            path => new Lazy<Dictionary<DomainName, string>>(() =>
                List(path))).Value.GetValueOrDefault(zone.Name, "");

    private static Dictionary<DomainName, string> List(string path)
    {
        DirectoryInfo directory = new(path);
        Dictionary<DomainName, string> stamps = [];
        FileInfo[] files = directory.Exists ? directory.GetFiles() : [];
        foreach (FileInfo file in files.OrderBy(file => file.Name, StringComparer.Ordinal))
        {
            if (BindKeyName.TryParse(Path.GetFileNameWithoutExtension(file.Name), out BindKeyName name))
            {
                string stamp = string.Create(CultureInfo.InvariantCulture,
                    $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks};");
                stamps[name.Zone] = stamps.GetValueOrDefault(name.Zone, "") + stamp;
            }
        }

        return stamps;
    }
}
