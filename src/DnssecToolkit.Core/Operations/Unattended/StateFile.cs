using System.Text.Json;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>Small JSON files of the state directory: replaced whole or not at all, and never believed
/// blindly.</summary>
internal static class StateFile
{
    private const int MostOctets = 1 << 20;

    private static readonly JsonWriterOptions Indented = new() { Indented = true };

    /// <summary>Writes an object: renamed into place, so that a killed run leaves the old one or the new
    /// one.</summary>
    /// <remarks>Not flushed: a power loss may cost what is remembered of a zone, and flushing a thousand
    /// zones' takes minutes.</remarks>
    /// <exception cref="UnwritableOutputException">It cannot be written; the file that was there is
    /// untouched.</exception>
    internal static void Write(string path, Action<Utf8JsonWriter> members) =>
        Write(path, isFlushed: false, members);

    /// <summary>The same, on its medium before this returns, for what a power loss must not undo.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written; the file that was there is
    /// untouched.</exception>
    internal static void Write(string path, bool isFlushed, Action<Utf8JsonWriter> members)
    {
        byte[] octets = OctetsOf(members);
        try
        {
            using (FileStream file = new(path + ".new", FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0))
            {
                file.Write(octets);
                if (isFlushed)
                {
                    file.FlushToMedium();
                }
            }

            File.Move(path + ".new", path, overwrite: true);
            if (isFlushed)
            {
                DirectoryEntry.Flush(Path.GetDirectoryName(path)!);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException($"{path}: cannot be written: {e.Message}",
                "see that the state directory is writable and has room", e);
        }
    }

    /// <summary>Writes an object over a file, where no room is left for one beside it: what a file has
    /// already it keeps, on file systems that write in place (btrfs and ZFS do not).</summary>
    /// <param name="path">The file.</param>
    /// <param name="reserve">A file that takes its place first, where it is not there; or null.</param>
    /// <param name="members">Writes the members.</param>
    /// <returns>Whether that went well; else it makes no sense, perhaps.</returns>
    internal static bool TryWriteOver(string path, string? reserve, Action<Utf8JsonWriter> members)
    {
        byte[] octets = OctetsOf(members);
        try
        {
            if (reserve is not null && !File.Exists(path))
            {
                File.Move(reserve, path, overwrite: true); // a rename, which takes no room
            }

            using FileStream file = new(path, FileMode.Open, FileAccess.Write, FileShare.Read, bufferSize: 0);
            byte[] padded = new byte[Math.Max(octets.Length, (int)Math.Min(file.Length, MostOctets))];
            padded.AsSpan().Fill((byte)' ');
            octets.CopyTo(padded, 0);
            file.Write(padded);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static byte[] OctetsOf(Action<Utf8JsonWriter> members)
    {
        using MemoryStream octets = new();
        using (Utf8JsonWriter json = new(octets, Indented))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        octets.WriteByte((byte)'\n');
        return octets.ToArray();
    }

    /// <summary>Reads an object's members as texts.</summary>
    /// <returns>Null where there is no such file, or where it is no such object: then it is as if nothing
    /// were remembered.</returns>
    internal static IReadOnlyDictionary<string, string>? Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= MostOctets }
                || FileKind.IsSomethingElse(path))
            {
                return null; // whoever opens a pipe may wait for ever
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Texts(document.RootElement) : null;
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The members of an object as texts: those with null are left out, the last of a name
    /// counts.</summary>
    internal static Dictionary<string, string> Texts(JsonElement element)
    {
        Dictionary<string, string> texts = new(StringComparer.Ordinal);
        foreach (JsonProperty member in element.EnumerateObject())
        {
            if (member.Value.ValueKind != JsonValueKind.Null)
            {
                texts[member.Name] = member.Value.ToString();
            }
        }

        return texts;
    }
}
