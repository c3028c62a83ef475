using DnssecToolkit.Configuration;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>An operator's word that a zone is to be left alone.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Because">Why.</param>
/// <param name="By">The user who said so.</param>
public sealed record Hold(Timestamp Since, string Because, string By)
{
    /// <summary>Since when, by whom and why.</summary>
    public string Words => $"held since {Since} by {By}: {Because}";

    /// <summary>Reads a zone's hold, or null.</summary>
    /// <remarks>A file that makes no sense is a hold too: somebody wanted the zone left alone.</remarks>
    public static Hold? Of(StateDirectory state, ZoneConfiguration zone)
    {
        string path = PathOf(state, zone);
        if (!File.Exists(path))
        {
            return null;
        }

        IReadOnlyDictionary<string, string> texts = StateFile.Read(path) ?? new Dictionary<string, string>();
        Timestamp since = TimestampText.TryParseAbsolute(texts.GetValueOrDefault("since")
            ?? "", out Timestamp moment)
            ? moment : new Timestamp(FileStamp.LatestChange([path]));
        return new Hold(since, texts.GetValueOrDefault("because")
            ?? "the file that says why cannot be read", texts.GetValueOrDefault("by") ?? "somebody");
    }

    /// <summary>Puts it on a zone, in place of an earlier one; flushed, so that a power loss does not release
    /// it.</summary>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    public void Put(StateDirectory state, ZoneConfiguration zone) =>
        StateFile.Write(PathOf(state, zone), isFlushed: true, json =>
    {
        json.WriteString("since", Since.ToString());
        json.WriteString("because", Because);
        json.WriteString("by", By);
    });

    /// <summary>Takes it off a zone.</summary>
    public static void Release(StateDirectory state, ZoneConfiguration zone) =>
        File.Delete(PathOf(state, zone));

    private static string PathOf(StateDirectory state, ZoneConfiguration zone) =>
        state.PathOf($"holds/{zone.FileName}.json");
}
