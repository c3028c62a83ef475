using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Interop.Verification;

/// <summary>What the verifier takes as proof is what validators take as proof.</summary>
public sealed class TrustTests : IDisposable
{
    private const string Base =
        "$TTL 300\n@ SOA ns.example.net. h.example.net. 1 7200 3600 1209600 300\n@ NS ns.example.net.\n@ NS ns2.example.net.\n";

    private readonly ForeignSigner _signer = new();

    /// <inheritdoc/>
    public void Dispose() => _signer.Dispose();

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void A_key_of_the_present_algorithm_that_the_keyindex_publishes_later_makes_no_RRset_complete()
    {
        string path = _signer.Sign(Base, ["ECDSAP256SHA256"]);
        string[] lines = [.. File.ReadAllLines(path)
            .Select(line =>
                string.Join(' ', line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))];
        string zsk = lines.First(line => line.Contains(" RRSIG SOA ", StringComparison.Ordinal))
            .Split(' ')[10];
        string without = _signer.Directory.Write(
            "without", string.Join('\n',
                lines.Where(line => !line.Contains(" DNSKEY 256 ", StringComparison.Ordinal))) + "\n");
        string index = _signer.Directory.Write("keyindex",
            "dn type alg tag publish start end remove\n"
            + $"example. ZSK 013 {int.Parse(zsk, null):D5} 20261201000000 20261201000000 20280101000000 20280201000000 presign=20261101000000\n");

        VerifyzoneRun run = VerifyzoneRun.Run(without, "--origin", "example.", "--keyindex", index,
            "--verbose");
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains("[RRSIG-KEY-PRESIGN]", run.Output, StringComparison.Ordinal);
        Assert.Contains("[RRSET-ALGORITHM-INCOMPLETE]", run.Output, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen", "dnssec-dsfromkey")]
    public void A_DS_with_SHA_1_counts_only_where_there_is_no_stronger_one()
    {
        string path = _signer.Sign(Base, ["ECDSAP256SHA256"]);
        string ksk = Directory.GetFiles(_signer.Directory.FullName, "K*.key", SearchOption.AllDirectories)
            .Single(file => File.ReadAllText(file).Contains(" 257 ", StringComparison.Ordinal));
        string weak = RDataOf(ForeignTool.Run("dnssec-dsfromkey", "-a", "SHA-1", ksk).MustSucceed().Output);
        string wrong = RDataOf(ForeignTool.Run("dnssec-dsfromkey", "-a", "SHA-256", ksk)
            .MustSucceed().Output)[..^64] + new string('0', 64);

        Assert.Equal(ExitStatus.Done, VerifyzoneRun.Run(path, "--origin", "example.", "--ds", weak).Status);
        VerifyzoneRun both = VerifyzoneRun.Run(path, "--origin", "example.", "--ds", weak, "--ds", wrong);
        Assert.Contains("[DNSKEY-NOT-TRUSTED]", both.Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Refused, both.Status);
    }

    [ForeignToolFact("dnssec-signzone", "dnssec-keygen")]
    public void Delegations_that_lose_their_DS_are_missed()
    {
        const string Ds = " DS 12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n";
        string Zone(int secure) => Base.Replace(" 1 7200", $" {9 - secure} 7200", StringComparison.Ordinal)
            + string.Concat(Enumerable.Range(0, 6)
                .Select(i => $"c{i} NS ns.example.net.\n" + (i < secure ? $"c{i}{Ds}" : "")));
        string before = _signer.Directory.Write("before",
            File.ReadAllText(_signer.Sign(Zone(6), ["ECDSAP256SHA256"])));
        string after = _signer.SignAgain(Zone(1));
        string[] arguments = [after, "--origin", "example.", "--previous", before];

        VerifyzoneRun run = VerifyzoneRun.Run(arguments);
        Assert.Contains("[PREVIOUS-SHRUNK]", run.Output, StringComparison.Ordinal);
        Assert.Contains("5 of 6 secure delegations have lost their DS", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitStatus.Done, VerifyzoneRun.Run([.. arguments, "--max-removed", "100%"]).Status);
    }

    [ForeignToolFact("dnssec-dsfromkey")]
    public void A_KSK_may_go_once_the_keyindex_records_that_its_DS_has_long_gone()
    {
        string data = Repository.PathOf("tests/data/checks");
        string folder = Path.Combine(data, "PREVIOUS-KSK-ROLLED");
        string ksk = Path.Combine(data, "keys", "Kexample.+013+46610.key");
        IEnumerable<string> before = File.ReadLines(Path.Combine(folder, "previous.zone"))
            .Where(line => !(line.Contains(" RRSIG DNSKEY ", StringComparison.Ordinal)
                && line.Contains(" 46610 ", StringComparison.Ordinal)));
        string previous = _signer.Directory.Write("previous", string.Join('\n', before) + "\n");
        string ds = RDataOf(ForeignTool.Run("dnssec-dsfromkey", "-a", "SHA-256", ksk).MustSucceed().Output);
        string[] keyIndex = ["--keyindex", Path.Combine(folder, "keyindex.txt")];

        AssertOutcome(ExitStatus.Refused, "[PREVIOUS-KSK-CHANGED]");
        AssertOutcome(ExitStatus.Done, "[PREVIOUS-KSK-ROLLED]", keyIndex);
        AssertOutcome(ExitStatus.Refused, "[PREVIOUS-KSK-CHANGED]", [.. keyIndex, "--ds-ttl", "60d"]); // cached still
        AssertOutcome(ExitStatus.Refused, "[PREVIOUS-KSK-CHANGED]", "--next-ds", ds); // no cache has that one yet
        AssertOutcome(ExitStatus.Done, "[PREVIOUS-KSK-WITHDRAWN]", "--ds", ds);

        void AssertOutcome(ExitStatus status, string code, params string[] options)
        {
            VerifyzoneRun run = VerifyzoneRun.Run(
                [Path.Combine(folder, "broken.zone"), "--origin", "example.", "--previous", previous,
                    "--verbose", .. options]);
            Assert.Equal(status, run.Status);
            Assert.Contains(code, run.Output, StringComparison.Ordinal);
        }
    }

    private static string RDataOf(string record) =>
        record.Trim()[(record.IndexOf(" DS ", StringComparison.Ordinal) + 4)..];
}
