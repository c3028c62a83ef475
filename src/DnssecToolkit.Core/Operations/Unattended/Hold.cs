using DnssecToolkit.Configuration;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>An operator's word that a zone is to be left alone.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Because">Why.</param>
/// <param name="By">The user who said so.</param>
public sealed record Hold(Timestamp Since, string Because, string By)
{
    /// <summary>Reads a zone's hold, or null.</summary>
    public static Hold? Of(StateDirectory state, ZoneConfiguration zone) =>
        File.Exists(PathOf(state, zone)) && StateFile.Read(PathOf(state, zone)) is { } texts
            && TimestampText.TryParseAbsolute(texts.GetValueOrDefault("since") ?? "", out Timestamp since)
            ? new Hold(since, texts.GetValueOrDefault("because") ?? "", texts.GetValueOrDefault("by") ?? "") : null;

    /// <summary>Puts it on a zone, in place of an earlier one.</summary>
    /// <exception cref="Diagnostics.UnwritableOutputException">It cannot be written.</exception>
    public void Put(StateDirectory state, ZoneConfiguration zone) => StateFile.Write(PathOf(state, zone), json =>
    {
        json.WriteString("since", Since.ToString());
        json.WriteString("because", Because);
        json.WriteString("by", By);
    });

    /// <summary>Takes it off a zone.</summary>
    public static void Release(StateDirectory state, ZoneConfiguration zone) => File.Delete(PathOf(state, zone));

    private static string PathOf(StateDirectory state, ZoneConfiguration zone) => state.PathOf($"holds/{zone.FileName}.json");
}
