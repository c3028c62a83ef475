using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>What goes with a request or response from one side to the other: its digest, the writer's rows of the keyindex, the
/// digest of the other side's rows as the writer has them, and the proofs that a text has no room for.</summary>
public sealed record BundleManifest
{
    private const string FirstLine = "DnssecToolkit-Manifest: 1";
    private const int MostOctets = 4 << 20;
    private const int MostLines = 20_000;

    /// <summary>What the file is: <c>request</c> or <c>response</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The zone.</summary>
    public required DomainName Zone { get; init; }

    /// <summary>The file's name without a directory.</summary>
    public required string File { get; init; }

    /// <summary>The file's SHA-256, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The SHA-256 of the previous response, or null.</summary>
    public string? Previous { get; init; }

    /// <summary>The rows that the writer owns, as <see cref="Schedule.KeyIndexEntry.ToSharedRow"/> gives them.</summary>
    public ImmutableArray<string> Rows { get; init; } = [];

    /// <summary>The digest of the other side's rows as the writer has them, or null where it has no keyindex.</summary>
    public string? OtherRows { get; init; }

    /// <summary>Proofs of possession: the bundle, counted from 0, and the signature.</summary>
    public ImmutableArray<(int Bundle, uint Ttl, byte[] RData)> Proofs { get; init; } = [];

    /// <summary>Gives a digest as it stands in a manifest.</summary>
    public static string DigestOf(ReadOnlySpan<byte> octets) => Convert.ToHexStringLower(SHA256.HashData(octets));

    /// <summary>Gives the digest of rows, whatever their order.</summary>
    public static string DigestOf(IEnumerable<string> rows) =>
        DigestOf(System.Text.Encoding.UTF8.GetBytes(string.Concat(rows.Order(StringComparer.Ordinal).Select(row => row + "\n"))));

    /// <summary>Gives the words of a digest in hex.</summary>
    public static string WordsOf(string digest) => PgpWords.Of(Convert.FromHexString(digest));

    /// <summary>Adds the proofs to a request that was read from text.</summary>
    public SigningRequest Proving(SigningRequest request) => request with
    {
        Bundles = [.. request.Bundles.Select((bundle, at) => bundle with
        {
            Signatures = [.. bundle.Signatures, .. Proofs.Where(proof => proof.Bundle == at)
                .Select(proof => BundleSignature.Read(proof.RData, proof.Ttl, bundle.Inception)).OfType<BundleSignature>()],
        })],
    };

    /// <summary>Gives the manifest's text.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        void Line(string name, string? value) => _ = value is null ? text : text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        text.Append(FirstLine).Append('\n');
        Line("Kind", Kind);
        Line("Zone", Zone.ToString());
        Line("File", File);
        Line("SHA-256", Sha256);
        Line("Words", WordsOf(Sha256));
        Line("Previous-SHA-256", Previous);
        foreach (string row in Rows)
        {
            Line("Row", row);
        }

        Line("Rows-SHA-256", Rows.IsEmpty ? null : DigestOf(Rows));
        Line("Other-Rows-SHA-256", OtherRows);
        foreach ((int bundle, uint ttl, byte[] rdata) in Proofs)
        {
            Line("Proof", $"{bundle + 1} {ttl} {Convert.ToBase64String(rdata)}");
        }

        return text.ToString();
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="path">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong with it.</param>
    /// <returns>Null where it is faulty.</returns>
    public static BundleManifest? Read(ReadOnlySpan<byte> octets, string path, FindingList findings)
    {
        string[] lines = octets.Length > MostOctets ? [] : System.Text.Encoding.UTF8.GetString(octets).TrimEnd('\n').Split('\n');
        ILookup<string, (string Value, int Line)> fields = lines.Select((line, at) => (line.TrimEnd('\r'), at + 1))
            .ToLookup(line => line.Item1.Split(": ", 2)[0], line => (line.Item1.Contains(": ", StringComparison.Ordinal) ? line.Item1.Split(": ", 2)[1] : "", line.Item2));
        string? Single(string name) => fields[name].Count() == 1 ? fields[name].Single().Value : null;
        int faulty = lines is not [FirstLine or FirstLine + "\r", ..] || lines.Length > MostLines ? 1
            : fields["Proof"].Where(proof => ReadProof(proof.Value) is null).Select(proof => proof.Line).FirstOrDefault();
        if (faulty > 0 || Single("Kind") is not ("request" or "response") || Single("File") is not { } file
            || Single("SHA-256") is not { Length: 64 } digest || !digest.All(char.IsAsciiHexDigitLower)
            || !DomainName.TryParse(Single("Zone") ?? "", out DomainName zone, out _))
        {
            findings.Add(new Finding(CheckCodes.BundleFileSyntax, new SourceLocation(path, faulty), "it is not a manifest of a request or response"));
            return null;
        }

        BundleManifest manifest = new()
        {
            Kind = Single("Kind")!,
            Zone = zone,
            File = file,
            Sha256 = digest,
            Previous = Single("Previous-SHA-256"),
            Rows = [.. fields["Row"].Select(row => row.Value)],
            OtherRows = Single("Other-Rows-SHA-256"),
            Proofs = [.. fields["Proof"].Select(proof => ReadProof(proof.Value)!.Value)],
        };
        if (Single("Words") != WordsOf(digest) || (!manifest.Rows.IsEmpty && Single("Rows-SHA-256") != DigestOf(manifest.Rows)))
        {
            findings.Add(new Finding(CheckCodes.BundleDigest, new SourceLocation(path), "the manifest's words or rows do not fit its digests"));
            return null;
        }

        return manifest;
    }

    private static (int Bundle, uint Ttl, byte[] RData)? ReadProof(string value)
    {
        byte[] rdata = new byte[value.Length];
        return value.Split(' ') is [var number, var ttl, var text]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int bundle) && bundle > 0
            && uint.TryParse(ttl, NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)
            && Convert.TryFromBase64String(text, rdata, out int length)
            ? (bundle - 1, seconds, rdata[..length]) : null;
    }
}
