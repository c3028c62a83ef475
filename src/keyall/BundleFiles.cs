using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keyall;

/// <summary>Reads and writes the files that cross between the two sides, each with the manifest beside
/// it.</summary>
internal static class BundleFiles
{
    /// <summary>Reads a request; the manifest beside it, where there is one, must fit it.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is none.</exception>
    /// <exception cref="RefusedException">The manifest is another file's.</exception>
    internal static BundleInput<SigningRequest> Request(string path)
    {
        FindingList findings = new();
        byte[] octets = Octets(path);
        SigningRequest request = BundleFile.ReadRequest(octets, path, findings)
            ?? throw Unreadable(path, "request", findings);
        (BundleManifest? manifest, byte[] manifestOctets) = ManifestOf(path, octets, "request",
            request.Domain);
        return new(path, octets, manifest is null || request.Policy is not null
            ? request : manifest.Proving(request), manifest, manifestOctets);
    }

    /// <summary>Reads a response; the manifest beside it, where there is one, must fit it.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is none.</exception>
    /// <exception cref="RefusedException">The manifest is another file's.</exception>
    internal static BundleInput<SignedResponse> Response(string path)
    {
        FindingList findings = new();
        byte[] octets = Octets(path);
        SignedResponse response = BundleFile.ReadResponse(octets, path, findings)
            ?? throw Unreadable(path, "response", findings);
        (BundleManifest? manifest, byte[] manifestOctets) = ManifestOf(path, octets, "response",
            response.Domain);
        return new(path, octets, response, manifest, manifestOctets);
    }

    /// <summary>Refuses outputs where something is already: what was signed, or is about to be, is never
    /// written over.</summary>
    /// <param name="outputs">The files; beside each its manifest is written.</param>
    /// <exception cref="UnwritableOutputException">Something is there.</exception>
    /// <exception cref="UsageException">Two of them are one file.</exception>
    internal static void DemandFree(IEnumerable<string> outputs)
    {
        HashSet<string> named = new(StringComparer.Ordinal);
        foreach (string path in outputs.SelectMany(path => (string[])[path, path + BundleManifest.Ending]))
        {
            if (Path.Exists(path))
            {
                throw new UnwritableOutputException($"{path}: is there already, and is not written over",
                    "name another file, or move that one away");
            }

            if (!named.Add(Path.GetFullPath(path)))
            {
                throw new UsageException($"{path} is named for two files that are written",
                    "give each a name of its own");
            }
        }
    }

    /// <summary>Writes a file and the manifest beside it, where neither was before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="octets">What it holds.</param>
    /// <param name="manifest">The manifest; its file name and digest are filled in.</param>
    /// <returns>The manifest's own SHA-256 in hex.</returns>
    /// <exception cref="UnwritableOutputException">One of them is there, or cannot be written.</exception>
    internal static string WriteNew(string path, byte[] octets, BundleManifest manifest) =>
        Write(path, octets, manifest, OutputFile.CreateNew);

    /// <summary>Writes a file and the manifest beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="octets">What it holds.</param>
    /// <param name="manifest">The manifest; its file name and digest are filled in.</param>
    /// <returns>The manifest's own SHA-256 in hex.</returns>
    /// <exception cref="UnwritableOutputException">One of them cannot be written.</exception>
    internal static string Write(string path, byte[] octets, BundleManifest manifest) =>
        Write(path, octets, manifest, destination => OutputFile.Create(destination));

    private static string Write(string path, byte[] octets, BundleManifest manifest,
        Func<string, OutputFile> create)
    {
        manifest = manifest with { File = Path.GetFileName(path), Sha256 = BundleManifest.DigestOf(octets) };
        byte[] text = System.Text.Encoding.UTF8.GetBytes(manifest.ToText());
        using OutputFile file = create(path);
        file.Write(0, octets);
        file.Flush();
        using OutputFile beside = create(path + BundleManifest.Ending);
        beside.Write(0, text);
        beside.Flush();
        beside.Commit();
        file.Commit();
        return BundleManifest.DigestOf(text);
    }

    private static (BundleManifest? Manifest, byte[] Octets) ManifestOf(string path, byte[] octets,
        string kind, Names.DomainName zone)
    {
        string beside = path + BundleManifest.Ending;
        if (!File.Exists(beside))
        {
            return (null, []);
        }

        FindingList findings = new();
        byte[] read = Octets(beside);
        BundleManifest manifest = BundleManifest.Read(read, beside, findings)
            ?? throw new UnreadableInputException($"{beside}: the manifest has faults", "copy it again",
                findings.Kept);
        return manifest.Kind == kind && manifest.Zone == zone
            && manifest.Sha256 == BundleManifest.DigestOf(octets)
            ? (manifest, read) : throw new RefusedException(
                CheckCodes.BundleDigest,
                $"{path}: is not the {manifest.Kind} for {manifest.Zone} that its manifest is of", "copy both again");
    }

    /// <summary>Reads a file, and no more than an octet beyond what any may have, so that its reader can say
    /// so.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or is no regular file: whoever opens a
    /// pipe may wait for ever.</exception>
    internal static byte[] Octets(string path)
    {
        if (FileKind.IsSomethingElse(path))
        {
            throw new UnreadableInputException($"{path}: is no regular file", "see that the path is right");
        }

        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            using MemoryStream octets = new();
            byte[] buffer = new byte[1 << 16];
            for (int read = 1; read > 0 && octets.Length <= BundleFile.MostOctets;)
            {
                read = file.Read(buffer);
                octets.Write(buffer, 0, read);
            }

            return octets.ToArray();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {fault.Message}",
                "see that the path is right", inner: fault);
        }
    }

    private static UnreadableInputException Unreadable(string path, string kind, FindingList findings) =>
        new($"{path}: is not a {kind}", "docs/request-formats.md describes the three formats", findings.Kept);
}
