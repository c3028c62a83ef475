using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;

namespace DnssecToolkit.Bundles;

/// <summary>What goes with a request or response from one side to the other: its digest, what it follows, the
/// rows of the keyindex as the writer has them, and the proofs that a text has no room for.</summary>
public sealed partial record BundleManifest
{
    /// <summary>The kind of a request's manifest.</summary>
    public const string Request = "request";

    /// <summary>The kind of a response's manifest.</summary>
    public const string Response = "response";

    /// <summary>What a manifest's name has after its file's.</summary>
    public const string Ending = ".manifest";

    private const string FirstLine = "DnssecToolkit-Manifest: 1";

    /// <summary>What the file is: <c>request</c> or <c>response</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The zone.</summary>
    public required DomainName Zone { get; init; }

    /// <summary>The file's name without a directory.</summary>
    public required string File { get; init; }

    /// <summary>The file's SHA-256, in lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The SHA-256 of the response before, or null.</summary>
    public string? Previous { get; init; }

    /// <summary>Of a response: the SHA-256 of the request that it answers.</summary>
    public string? Answered { get; init; }

    /// <summary>Of a sealed response: which loss it is for.</summary>
    public KeyLoss? Sealed { get; init; }

    /// <summary>Of a response: the sealed ones that were made with it.</summary>
    public ImmutableArray<SealedSet> Sets { get; init; } = [];

    /// <summary>The rows that the writer owns, as <see cref="Schedule.KeyIndexEntry.ToSharedRow"/> gives
    /// them.</summary>
    public ImmutableArray<string> Rows { get; init; } = [];

    /// <summary>The other side's rows as the writer has them, with what it saw of DS; null where it has no
    /// keyindex.</summary>
    public ImmutableArray<string>? OtherRows { get; init; }

    /// <summary>Proofs of possession: the bundle, counted from 0, and the signature.</summary>
    public ImmutableArray<(int Bundle, uint Ttl, byte[] RData)> Proofs { get; init; } = [];

    /// <summary>Gives a digest as it stands in a manifest.</summary>
    public static string DigestOf(ReadOnlySpan<byte> octets) =>
        Convert.ToHexStringLower(SHA256.HashData(octets));

    /// <summary>Gives the digest of rows, whatever their order.</summary>
    public static string DigestOf(IEnumerable<string> rows) =>
        DigestOf(System.Text.Encoding.UTF8.GetBytes(string.Concat(rows.Order(StringComparer.Ordinal)
            .Select(row => row + "\n"))));

    /// <summary>Gives the words of a digest in hex.</summary>
    public static string WordsOf(string digest) => PgpWords.Of(Convert.FromHexString(digest));

    /// <summary>Adds the proofs to a request that was read from text.</summary>
    public SigningRequest Proving(SigningRequest request)
    {
        ILookup<int, (int Bundle, uint Ttl, byte[] RData)> proofs = Proofs.ToLookup(proof => proof.Bundle);
        return request with
        {
            Bundles = [.. request.Bundles.Select((bundle, at) => bundle with
            {
                Signatures = [.. bundle.Signatures, .. proofs[at]
                    .Select(proof => BundleSignature.Read(proof.RData, proof.Ttl, bundle.Inception))
                    .OfType<BundleSignature>()],
            })],
        };
    }

    /// <summary>Gives the manifest's text.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        void Line(string name, string? value) =>
            _ = value is null ? text : text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\n");
        text.Append(FirstLine).Append('\n');
        Line("Kind", Kind);
        Line("Zone", Zone.ToString());
        Line("File", File);
        Line("SHA-256", Sha256);
        Line("Words", WordsOf(Sha256));
        Line("Previous-SHA-256", Previous);
        Line("Answers-SHA-256", Answered);
        Line("Sealed", Sealed is { } loss ? SealedSet.NameOf(loss) : null);
        foreach (SealedSet set in Sets)
        {
            Line("Sealed-Set", set.ToString());
        }

        WriteRows(Line);
        foreach ((int bundle, uint ttl, byte[] rdata) in Proofs)
        {
            Line("Proof", $"{bundle + 1} {ttl} {Convert.ToBase64String(rdata)}");
        }

        return text.ToString();
    }

    private void WriteRows(Action<string, string?> line)
    {
        foreach (string row in Rows)
        {
            line("Row", row);
        }

        line("Rows-SHA-256", Rows.IsEmpty ? null : DigestOf(Rows));
        foreach (string row in OtherRows ?? [])
        {
            line("Other-Row", row);
        }

        line("Other-Rows-SHA-256", OtherRows is { } others ? DigestOf(others) : null);
    }
}
