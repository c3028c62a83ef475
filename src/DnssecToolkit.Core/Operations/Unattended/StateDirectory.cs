using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Names;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The directory for what is remembered between runs. The zones' outputs are not in it, but who
/// signs is, and which DS their children have.</summary>
/// <remarks><c>lock</c> and <c>running.json</c> keep runs apart; <c>clock.json</c> has the last run's
/// moment; <c>problem.json</c> what keeps runs from their work (<c>problem.reserve</c> is room for it on a
/// full disk), <c>notify.yaml</c> the last configuration that read well, <c>lost-tokens.json</c> the tokens
/// that are away, <c>unsent/</c> messages that could not be sent; <c>journal-YYYYMM.jsonl</c> is only ever
/// appended to; <c>role.json</c> where there are several signers; <c>holds/ZONE.json</c>; and for each zone
/// <c>zones/ZONE/</c> with <c>state.json</c>, <c>served.json</c> (<see cref="ServedFile"/>),
/// <c>accepted.zone</c>, <c>versions/</c>, and a parent's <c>children.ds</c>; <c>forgotten/ZONE/</c> is what
/// it was for a zone that was given up.</remarks>
public sealed class StateDirectory
{
    private const UnixFileMode ReadableByGroup = NewFile.OwnersDirectory | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute;

    private StateDirectory(string path) => Root = path;

    /// <summary>Its path.</summary>
    public string Root { get; }

    /// <summary>Names the directory without touching it, for those who only look.</summary>
    public static StateDirectory At(string path) => new(path);

    /// <summary>Makes the directory where it is not there.</summary>
    /// <exception cref="UnwritableOutputException">It cannot be made.</exception>
    public static StateDirectory Make(string path)
    {
        StateDirectory directory = new(path);
        directory.MakeAll(path, directory.PathOf("zones"), directory.PathOf("holds"));
        return directory;
    }

    /// <summary>The path of a file in it.</summary>
    public string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>The path of a zone's own file.</summary>
    public string PathOf(ZoneConfiguration zone, string name) =>
        Path.Combine(Root, "zones", zone.FileName, name);

    /// <summary>Makes a zone's own directories.</summary>
    /// <exception cref="UnwritableOutputException">They cannot be made.</exception>
    internal void MakeFor(ZoneConfiguration zone)
    {
        if (!Directory.Exists(PathOf(zone, "versions")))
        {
            MakeAll(PathOf(zone, "versions"));
        }
    }

    /// <summary>Whether a zone was given up.</summary>
    internal bool HasForgotten(DomainName zone) =>
        Directory.Exists(PathOf($"forgotten/{ZoneConfiguration.FileNameOf(zone)}"));

    /// <summary>Puts what is remembered of a zone aside, in <c>forgotten/</c>, in the place of what was put
    /// there before.</summary>
    /// <param name="zone">The zone, of which nothing need be remembered.</param>
    /// <exception cref="UnwritableOutputException">It cannot be moved.</exception>
    /// <exception cref="LockHeldException">A run is at work, and would write it anew.</exception>
    public void Forget(DomainName zone)
    {
        string name = ZoneConfiguration.FileNameOf(zone);
        string aside = PathOf($"forgotten/{name}");
        MakeAll(PathOf("forgotten"));
        try
        {
            using FileStream held = OutputFile.Hold(PathOf("lock"), Root, TimeSpan.Zero,
                CancellationToken.None);
            if (Directory.Exists(aside))
            {
                Directory.Delete(aside, recursive: true);
            }

            string remembered = Path.Combine(Root, "zones", name);
            if (Directory.Exists(remembered))
            {
                Directory.Move(remembered, aside);
            }
            else
            {
                MakeAll(aside);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{aside}: cannot be made: {e.Message}",
                "let the user that signall runs as write to the state directory", e);
        }
    }

    private void MakeAll(params ReadOnlySpan<string> paths)
    {
        try
        {
            foreach (string path in paths)
            {
                Directory.CreateDirectory(path, ReadableByGroup);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnwritableOutputException(
                $"{Root}: the state directory cannot be made: {e.Message}",
                "make it, and let the user that signall runs as write to it", e);
        }
    }
}
