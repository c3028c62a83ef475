using System.Collections.Immutable;
using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <content>The way from text to a manifest.</content>
public sealed partial record BundleManifest
{
    private const int MostOctets = 4 << 20;
    private const int MostLines = 20_000;
    private const int MostRows = 2_000; // of each side: more keys than a zone ever has at a time
    private const int MostProofs = 100; // of a bundle, which has no more keys
    private const int DigestLength = 64;

    /// <summary>Reads a manifest.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="path">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is faulty.</returns>
    public static BundleManifest? Read(ReadOnlySpan<byte> octets, string path, FindingList findings)
    {
        string[] lines = octets.Length > MostOctets ? []
            : [.. System.Text.Encoding.UTF8.GetString(octets).TrimEnd('\n').Split('\n')
                .Select(line => line.TrimEnd('\r'))];
        ILookup<string, (string Value,
            int Line)> fields = lines.Select((line, at) => (Words: line.Split(": ", 2), Line: at + 1))
            .ToLookup(line => line.Words[0], line => (line.Words is [_, var value] ? value : "", line.Line));
        int faulty = lines is not [FirstLine, ..] || lines.Length > MostLines ? 1 : FaultyLine(fields);
        if (faulty > 0 || Manifest(fields) is not { } manifest)
        {
            findings.Add(new Finding(CheckCodes.BundleFileSyntax, new SourceLocation(path, faulty),
                "it is not a manifest of a request or response"));
            return null;
        }

        if (Single(fields, "Words") != WordsOf(manifest.Sha256)
            || (!manifest.Rows.IsEmpty && Single(fields, "Rows-SHA-256") != DigestOf(manifest.Rows))
            || (manifest.OtherRows is { } others && Single(fields, "Other-Rows-SHA-256") != DigestOf(others)))
        {
            findings.Add(new Finding(CheckCodes.BundleDigest, new SourceLocation(path),
                "the manifest's words or rows do not fit its digests"));
            return null;
        }

        return manifest;
    }

    private static BundleManifest? Manifest(ILookup<string, (string Value, int Line)> fields) =>
        Single(fields, "Kind") is not (Request or Response) || Single(fields, "File") is not { } file
            || !IsDigest(Single(fields, "SHA-256"))
        || !DomainName.TryParse(Single(fields, "Zone") ?? "", out DomainName zone, out _) ? null : new BundleManifest
        {
            Kind = Single(fields, "Kind")!,
            Zone = zone,
            File = file,
            Sha256 = Single(fields, "SHA-256")!,
            Previous = Single(fields, "Previous-SHA-256"),
            Answered = Single(fields, "Answers-SHA-256"),
            Sealed = Single(fields, "Sealed") is { } loss && SealedSet.TryParseName(loss, out KeyLoss named)
                ? named : null,
            Sets = [.. fields["Sealed-Set"].Select(set => SealedSet.Parse(set.Value)!)],
            Rows = [.. fields["Row"].Select(row => row.Value)],
            OtherRows = fields["Other-Rows-SHA-256"].Any()
                ? fields["Other-Row"].Select(row => row.Value).ToImmutableArray() : null,
            Proofs = [.. fields["Proof"].Select(proof => ReadProof(proof.Value)!.Value)],
        };

    // What is there twice, or too often, or has not its form; the line's number, or 0.
    private static int FaultyLine(ILookup<string, (string Value, int Line)> fields) =>
        fields["Proof"].Where(proof => ReadProof(proof.Value) is null)
            .Concat(fields["Sealed-Set"].Where(set => SealedSet.Parse(set.Value) is null))
            .Concat(fields["Sealed"].Where(set => !SealedSet.TryParseName(set.Value, out _)))
            .Concat(((string[])["Previous-SHA-256", "Answers-SHA-256"]).SelectMany(name => fields[name])
                .Where(digest => !IsDigest(digest.Value)))
            .Concat(((string[])["Previous-SHA-256", "Answers-SHA-256", "Sealed"])
                .SelectMany(name => fields[name].Skip(1)))
            .Concat(((string[])["Row", "Other-Row"]).SelectMany(name => fields[name].Skip(MostRows)))
            .Concat(fields["Proof"].GroupBy(proof => ReadProof(proof.Value)?.Bundle)
                .SelectMany(bundle => bundle.Skip(MostProofs)))
            .Select(field => field.Line).FirstOrDefault();

    private static string? Single(ILookup<string, (string Value, int Line)> fields, string name) =>
        fields[name].Take(2).ToArray() is [var only] ? only.Value : null;

    private static bool IsDigest(string? text) =>
        text is { Length: DigestLength } && text.All(char.IsAsciiHexDigitLower);

    private static (int Bundle, uint Ttl, byte[] RData)? ReadProof(string value)
    {
        byte[] rdata = new byte[value.Length];
        return value.Split(' ') is [var number, var ttl, var text]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int bundle)
            && bundle > 0
            && uint.TryParse(ttl, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)
            && Convert.TryFromBase64String(text, rdata, out int length)
            ? (bundle - 1, seconds, rdata[..length]) : null;
    }
}
