using System.Collections.Immutable;
using System.Text.Json;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Keyall;

/// <summary>What a command on requests and responses says: the files with digests and words, the bundles, the
/// findings.</summary>
internal sealed class BundleReport(DomainName zone)
{
    private readonly List<(string What, string Path, string? Digest)> _files = [];

    /// <summary>The bundles to list.</summary>
    internal ImmutableArray<KeyBundle> Bundles { get; set; } = [];

    /// <summary>The controls that are not applied, each with the reason, or nothing.</summary>
    internal ImmutableSortedDictionary<string, string> Waived { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The same as lines.</summary>
    internal IEnumerable<string> Waivers => Waived.Select(waiver =>
        $"waived {waiver.Key}: {(waiver.Value.Length > 0 ? waiver.Value : "no reason was given")}");

    /// <summary>Names a file.</summary>
    /// <param name="what">What it is.</param>
    /// <param name="path">Its path.</param>
    /// <param name="digest">Its SHA-256 in hex; null where a script is to have a blank for it.</param>
    internal void Add(string what, string path, string? digest) => _files.Add((what, path, digest));

    /// <summary>Names a file and its manifest, which has the file's digest: whoever compares the manifest's
    /// words has compared both.</summary>
    internal void Add(string what, string path, string? digest, string? manifestDigest)
    {
        Add(what, path, digest);
        Add($"manifest of the {what}", path + BundleManifest.Ending, manifestDigest);
    }

    /// <summary>Names what a ceremony rests on beside its request: the program that runs, and the
    /// configuration where one was named.</summary>
    internal void AddGround(string? configuration)
    {
        (string tool, string sha256) = RunningTool.Identity;
        Add("tool", tool, sha256);
        if (configuration is not null)
        {
            Add("configuration", configuration, BundleManifest.DigestOf(BundleFiles.Octets(configuration)));
        }
    }

    /// <summary>The files, as a transcript names them.</summary>
    internal IEnumerable<string> Entries =>
        _files.Select(file => $"{file.What} {Path.GetFileName(file.Path)} {file.Digest}");

    /// <summary>Names a file that came, and its manifest if it has one.</summary>
    internal void Add<T>(string what, BundleInput<T> input)
    {
        Add(what, input.Path, input.Digest);
        if (input.ManifestDigest is { } digest)
        {
            Add($"manifest of the {what}", input.ManifestPath, digest);
        }
    }

    /// <summary>Writes it, and the findings to standard error.</summary>
    /// <returns>Whether the check says no.</returns>
    internal ExitStatus Write(ToolRun run, FindingList findings)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json => WriteJson(json, findings)));
        }
        else
        {
            WriteText(run.Console.Output);
        }

        run.Report(findings);
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    /// <summary>Writes files and bundles for people.</summary>
    internal void WriteText(TextWriter output)
    {
        foreach (string line in _files.SelectMany(file => CeremonyText.FileLines(file.What, file.Path,
            file.Digest)))
        {
            output.WriteLine(line);
        }

        WriteBundles(output);
    }

    /// <summary>Writes for people what is signed, and by which controls it was not checked.</summary>
    internal void WriteBundles(TextWriter output)
    {
        foreach (string waiver in Waivers)
        {
            output.WriteLine(waiver);
        }

        foreach (KeyBundle bundle in Bundles)
        {
            output.WriteLine(LineOf(bundle, [.. bundle.Keys.Select(key => key.Key)], SignersOf(bundle)
                .Select(key => key.Key)));
        }
    }

    /// <summary>Says of a bundle when it is valid, which keys it has, and which of them have signed
    /// it.</summary>
    internal static string LineOf(
        KeyBundle bundle, IReadOnlyCollection<ZoneKey> keys, IEnumerable<ZoneKey> signers)
    {
        string signing = string.Join(' ', signers.Select(key => key.Tag.ToString()));
        return $"{TimeOf(bundle)} {string.Join(' ', keys.Select(NameOf))}{(signing.Length > 0 ? $"; signed by {signing}" : "")}";
    }

    /// <summary>Says when a bundle is valid.</summary>
    internal static string TimeOf(KeyBundle bundle) =>
        $"{bundle.Inception} to {bundle.Expiration?.ToString() ?? "as signed",-20}";

    private void WriteJson(Utf8JsonWriter json, FindingList findings)
    {
        json.WriteString("zone", zone.ToString());
        json.WriteStartArray("files");
        foreach ((string what, string path, string? digest) in _files)
        {
            json.WriteStartObject();
            json.WriteString("is", what);
            json.WriteString("path", path);
            json.WriteString("sha256", digest);
            json.WriteString("words", BundleManifest.WordsOf(digest!));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("waived");
        foreach ((string control, string reason) in Waived)
        {
            json.WriteStartObject();
            json.WriteString("control", control);
            json.WriteString("reason", reason.Length > 0 ? reason : null);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("bundles");
        foreach (KeyBundle bundle in Bundles)
        {
            json.WriteStartObject();
            json.WriteString("id", bundle.Id);
            json.WriteString("inception", bundle.Inception.ToString());
            json.WriteString("expiration", bundle.Expiration?.ToString());
            WriteKeys(json, "keys", bundle.Keys);
            WriteKeys(json, "signers", SignersOf(bundle));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        FindingJson.Write(json, findings.Kept);
    }

    private static void WriteKeys(Utf8JsonWriter json, string name, IEnumerable<BundleKey> keys)
    {
        json.WriteStartArray(name);
        foreach (BundleKey key in keys)
        {
            json.WriteStartObject();
            json.WriteString("role", key.Key.IsSep ? "KSK" : "ZSK");
            json.WriteNumber("algorithm", (int)key.Key.Algorithm);
            json.WriteNumber("tag", key.Key.Tag.Value);
            json.WriteBoolean("revoked", key.Key.IsRevoked);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static IEnumerable<BundleKey> SignersOf(KeyBundle bundle) =>
        bundle.Keys.Where(key => bundle.Signatures.Any(signature => signature.MayBeOf(key.Key)));

    private static string NameOf(ZoneKey key) =>
        $"{(key.IsSep ? "KSK" : "ZSK")} {key.Tag}{(key.IsRevoked ? " revoked" : "")}";
}
