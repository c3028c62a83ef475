using DnssecToolkit.Bundles;
using DnssecToolkit.Bundles.Formats;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Interop.Bundles;

/// <summary>ICANN's requests signed with ICANN's published test key give ICANN's responses: RSA signatures
/// are the same octets.</summary>
public sealed class KnownAnswerTests : IDisposable
{
    private const string Known = "ksr-skr/known-answers/";

    // The files are of 2009: 1024 bits, an end at 23:59:59, and a policy that claims exponent 3 over keys
    // with 65537.
    private static readonly string[] OfItsTime =
    [
        "--limit", "bundles=any", "--limit", "keys=any", "--limit", "distinct-keys=any", "--limit", "cycle=any", "--limit", "interval=8d..11d",
        "--limit", "rsa-bits=1024", "--limit", "rsa-exponents=3", "--limit", "tolerance=1s", "--waive",
        "KSR-POLICY-ALG-6",
        "--waive", "KSR-POLICY-SIG-OVERLAP", "--waive", "KSR-POLICY-SAFETY-2",
    ];

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [CorpusTheory]
    [InlineData("root-2009-q4-2", null, "20091101000000")]
    [InlineData("root-2010-q1-0", "root-2009-q4-2", "20091215000000")]
    public void The_same_request_and_key_give_the_same_signatures(string name, string? previous,
        string moment)
    {
        SignedResponse expected = Response(Corpus.PathOf($"{Known}skr-{name}.xml"));
        WriteKey(expected);
        string[] chain = previous is null
            ? ["--first"] : ["--previous", Corpus.PathOf($"{Known}skr-{previous}.xml")];
        ToolRuns.Keyall(
            ExitStatus.Done,
            [
                "request", "sign", Corpus.PathOf(
                    $"{Known}ksr-{name}.xml"), "--keys", _directory.FullName, "--profile", "root", "--schema", "normal",
                "--current", "5017", "--yes", "--output", _directory["skr.xml"], "--time", moment, .. chain,
                .. OfItsTime,
            ]);
        SignedResponse actual = Response(_directory["skr.xml"]);
        Assert.Equal(Signatures(expected), Signatures(actual));
        Assert.Equal(expected.ZskPolicy, actual.ZskPolicy);
        Assert.All(expected.Bundles.Zip(actual.Bundles), pair => Assert.Equal(
            pair.First.Keys.Select(key => key.Key).ToHashSet(), pair.Second.Keys.Select(key => key.Key)
                .ToHashSet()));
    }

    [CorpusFact]
    public void The_real_request_of_2017_passes_the_root_profile()
    {
        string previous = Corpus.PathOf("ksr-skr/root/skr-root-2017-q1-0.xml");
        ZoneKey ksk = Response(previous).Bundles[0].EntryPoints.Single().Key;
        _directory.Write("K.+008+19036.key",
            $". IN DNSKEY 257 3 8 {Convert.ToBase64String(ksk.PublicKey)}\n");
        string[] check =
        [
            "request", "check", Corpus.PathOf(
                "ksr-skr/root/ksr-root-2017-q2-0.xml"), "--keys", _directory.FullName, "--previous", previous,
            "--profile", "root",
        ];
        ToolRuns.Keyall(ExitStatus.Done, [.. check, "--time", "20170201000000"]);
        Assert.Contains("KSR-POLICY-SIG-HORIZON",
            ToolRuns.Keyall(ExitStatus.Refused,
                [.. check, "--time", "20170601000000"]), StringComparison.Ordinal);
    }

    private void WriteKey(SignedResponse response)
    {
        ZoneKey ksk = response.Bundles[0].EntryPoints.Single().Key;
        _directory.Write("K.+008+05017.key",
            $". IN DNSKEY 257 3 8 {Convert.ToBase64String(ksk.PublicKey)}\n");
        _directory.Write("ksk1.pem", File.ReadAllText(Corpus.PathOf(Known + "rsa2048-1.key")));
        File.SetUnixFileMode(_directory["ksk1.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static IEnumerable<string> Signatures(SignedResponse response) =>
        response.Bundles.SelectMany(bundle =>
        bundle.Signatures.Select(signature => $"{bundle.Id} {Convert.ToHexString(signature.ToRData())}"));

    private static SignedResponse Response(string path)
    {
        FindingList findings = new();
        return BundleFile.ReadResponse(File.ReadAllBytes(path), path, findings)
            ?? throw new InvalidOperationException(findings.Kept[0].ToString());
    }
}
