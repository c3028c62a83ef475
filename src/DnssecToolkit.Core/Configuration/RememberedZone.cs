using System.Text.Json;
using DnssecToolkit.Files;

namespace DnssecToolkit.Configuration;

/// <summary>A zone that the state directory knows, as far as the configuration has to: where its file
/// was.</summary>
/// <param name="File">Its unsigned zone file, when it was signed last.</param>
/// <param name="HasContent">Whether content of it was accepted, which can be signed without that
/// file.</param>
internal sealed record RememberedZone(string File, bool HasContent)
{
    private const int MostOctets = 1 << 20;

    /// <summary>Gives the zones that a state directory knows; none where it cannot be read.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="except">The zones, as file names have them, that nobody asks for.</param>
    internal static IEnumerable<RememberedZone> Of(string state, IReadOnlySet<string> except)
    {
        string zones = Path.Combine(state, "zones");
        string[] directories;
        try
        {
            directories = state.Length > 0 && Directory.Exists(zones) ? Directory.GetDirectories(zones) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            yield break; // another host's, or another user's: who may not read it does not run
        }

        foreach (string directory in directories.Order(StringComparer.Ordinal))
        {
            if (!except.Contains(Path.GetFileName(directory))
                && FileIn(Path.Combine(directory, "state.json")) is { } file)
            {
                bool hasContent = System.IO.File.Exists(Path.Combine(directory, "accepted.zone"));
                yield return new RememberedZone(file, hasContent);
            }
        }
    }

    private static string? FileIn(string path)
    {
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= MostOctets }
                || FileKind.IsSomethingElse(path))
            {
                return null; // whoever opens a pipe may wait for ever
            }

            using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
            return Text(document.RootElement, "file")
                ?? Text(document.RootElement, "inputFiles")?.Split('\n')[0];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // as if nothing were remembered
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement member)
        && member.ValueKind == JsonValueKind.String && member.GetString() is { Length: > 0 } text
        ? text : null;
}
