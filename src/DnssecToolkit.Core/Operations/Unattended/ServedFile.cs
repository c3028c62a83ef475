using System.Collections.Immutable;
using System.Text.Json;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The record of what a zone served, in a file: <c>served.json</c> of its state, or
/// <c>.ZONE.served</c> beside its output.</summary>
/// <remarks>It is written after a version was installed, told and seen. A run that is killed before that
/// finds a version that the record does not know, and counts it from then on; where the record is lost or
/// damaged, what is installed counts from then on.</remarks>
public static class ServedFile
{
    private const string Versions = "versions";

    /// <summary>The path of a zone's record in the state directory.</summary>
    public static string PathOf(StateDirectory state, ZoneConfiguration zone) =>
        state.PathOf(zone, "served.json");

    /// <summary>The path of the record beside a signed file.</summary>
    public static string PathBeside(string output) => OutputFile.PathBeside(output, "served");

    /// <summary>Reads it; there is nothing in it where it is not there or makes no sense.</summary>
    public static ServedHistory Read(string path)
    {
        try
        {
            if (StateFile.Read(path)?.GetValueOrDefault(Versions) is not { } text)
            {
                return ServedHistory.Empty;
            }

            using JsonDocument document = JsonDocument.Parse(text);
            ServedVersion?[] versions = [.. document.RootElement.EnumerateArray().Select(VersionOf)];
            return Array.Exists(versions, version => version is null)
                ? ServedHistory.Empty : new([.. versions.OfType<ServedVersion>()]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return ServedHistory.Empty;
        }
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    public static void Write(string path, ServedHistory history) => StateFile.Write(path, json =>
    {
        json.WriteStartArray(Versions);
        foreach (ServedVersion version in history.Versions)
        {
            json.WriteStartObject();
            json.WriteString("since", version.Since.ToString());
            json.WriteString("until", version.Until.ToString());
            json.WriteBoolean("seen", version.IsSeen);
            json.WriteString("published", string.Join(' ', version.Published));
            json.WriteString("zone", string.Join(' ', version.ZoneSigners));
            json.WriteString("dnskey", string.Join(' ', version.KeySigners));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static ServedVersion? VersionOf(JsonElement element)
    {
        Dictionary<string, string> texts = StateFile.Texts(element);
        return TimestampText.TryParseAbsolute(texts.GetValueOrDefault("since", ""), out Timestamp since)
            && TimestampText.TryParseAbsolute(texts.GetValueOrDefault("until", ""), out Timestamp until)
            && KeysOf(texts, "published") is { } published && KeysOf(texts, "zone") is { } zone
            && KeysOf(texts, "dnskey") is { } dnskey
            ? new ServedVersion(published, zone, dnskey, since,
                until)
            { IsSeen = texts.GetValueOrDefault("seen") == "True" } : null;
    }

    private static ImmutableArray<ServedKey>? KeysOf(Dictionary<string, string> texts, string name)
    {
        ServedKey?[] keys = [.. texts.GetValueOrDefault(name, "?")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => ServedKey.TryParse(text, out ServedKey? key) ? key : null)];
        return Array.Exists(keys, key => key is null) ? null : [.. keys.OfType<ServedKey>()];
    }
}
