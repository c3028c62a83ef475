using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Operations;

/// <summary>A note of the keyindex that a key was made for, from before the key is in its place until its row
/// is written.</summary>
/// <remarks>Only by it a run takes up what an interrupted one had made: a key without a row may be another
/// keyindex's, another program's, or one that somebody made by hand.</remarks>
internal static class SpareMark
{
    private const string Prefix = "spare-";

    /// <summary>Writes it, flushed.</summary>
    /// <param name="making">The directory of keys in the making.</param>
    /// <param name="key">The key.</param>
    /// <param name="keyIndex">The keyindex; null where the key is made for none: nothing is written.</param>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static void Write(string making, ZoneKey key, string? keyIndex)
    {
        if (keyIndex is null)
        {
            return;
        }

        try
        {
            using FileStream file = new(PathOf(making, key), FileMode.Create, FileAccess.Write);
            file.Write(System.Text.Encoding.UTF8.GetBytes(Path.GetFullPath(keyIndex) + "\n"));
            file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{making}: cannot be written: {e.Message}", "new keys are written there first", e);
        }
    }

    /// <summary>Whether a key was made for a keyindex.</summary>
    internal static bool IsFor(string making, ZoneKey key, string? keyIndex) => keyIndex is not null
        && File.Exists(PathOf(making, key))
        && File.ReadAllText(PathOf(making, key)) == Path.GetFullPath(keyIndex) + "\n";

    /// <summary>Removes the note of a key that is gone.</summary>
    internal static void Forget(string making, ZoneKey key) => File.Delete(PathOf(making, key));

    /// <summary>Gives the notes of a zone's keys that have their rows now, or were never put into their
    /// place.</summary>
    internal static IReadOnlyList<string> Stale(
        string directory, string making, DomainName zone, IReadOnlyCollection<KeyIndexEntry> rows) =>
        !Directory.Exists(making) ? [] : [.. Directory.GetFiles(making, Prefix + "K*").Where(path =>
            BindKeyName.TryParse(Path.GetFileName(path)[Prefix.Length..], out BindKeyName name)
                && name.Zone == zone
            && (rows.Any(row => row.Algorithm == name.Algorithm && row.Tag == name.Tag.Value)
                || !File.Exists(Path.Combine(directory, name + ".key"))))];

    private static string PathOf(string making, ZoneKey key) =>
        Path.Combine(making, Prefix + BindKeyName.Of(key));
}
