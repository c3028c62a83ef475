using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>Puts a response, and its manifest, where <c>signall</c> serves it from.</summary>
internal static class ResponseFiling
{
    /// <summary>Files a response that was checked.</summary>
    /// <param name="input">The response.</param>
    /// <param name="imported">The directory.</param>
    /// <param name="activated">Of a sealed response: when it was put to use, from when on it takes the place
    /// of the other; else null.</param>
    /// <returns>The directory with it.</returns>
    /// <exception cref="UnwritableOutputException">It cannot be written, or another is in its
    /// place.</exception>
    internal static ResponseDirectory File(BundleInput<SignedResponse> input, ResponseDirectory imported,
        Timestamp? activated)
    {
        string destination = ResponseDirectory.PathFor(imported.Path, input.Content, activated);

        // A response never takes another's place: what was served must stay to be looked at.
        if (System.IO.File.Exists(destination)
            && !System.IO.File.ReadAllBytes(destination).AsSpan().SequenceEqual(input.Octets))
        {
            throw new UnwritableOutputException(
                $"{destination}: another response that begins at this moment was imported before",
                "move that one away if this is to take its place");
        }

        if (input.Manifest is not null)
        {
            Write(destination + BundleManifest.Ending, input.ManifestOctets);
        }

        Write(destination, input.Octets);
        return ResponseDirectory.Read(imported.Path, imported.Zone);
    }

    /// <summary>Writes down beside a response why nobody compared it with its request.</summary>
    /// <param name="run">The run.</param>
    /// <param name="accepted">The response, and the operator's reason; nothing is written where that is
    /// null.</param>
    /// <param name="directory">The directory of imported responses.</param>
    /// <exception cref="UnwritableOutputException">It cannot be written.</exception>
    internal static void Keep(ToolRun run, (BundleInput<SignedResponse> Input, string? Waiver) accepted,
        string directory)
    {
        if (accepted.Waiver is { } waiver)
        {
            string path = ResponseDirectory.PathFor(directory, accepted.Input.Content, activated: null)
                + ".waiver";
            TextFile.Write(path,
                $"{run.Now} {accepted.Input.Digest} imported without its request: {waiver}\n");
        }
    }

    private static void Write(string path, byte[] octets)
    {
        using OutputFile file = OutputFile.Create(path);
        file.Write(0, octets);
        file.Flush();
        file.Commit();
    }
}
