using System.Text.Json;

namespace DnssecToolkit.Interop.Signing;

/// <summary>What each option for one zone changes in the signed zone, as others see it.</summary>
public sealed class SigningOptionsTests : IDisposable
{
    private static readonly string[] AroundToday = ["--inception", "20260101000000", "--expiration",
        "20360101000000"];

    private const string Present = "20270115080000"; // the moment of every SignallRun

    private readonly SignedZone _zone = SignedZone.WithKeys(SignedZone.Everything, "example",
        "ECDSAP256SHA256");

    [ForeignToolFact("dnssec-keygen", "dnssec-dsfromkey", "dnssec-verify")]
    public void CdsPublish_PublishesWhatDsfromkeyGivesAndTheKeyItself()
    {
        _zone.Sign(["--cds", "publish", .. AroundToday]).MustSucceed();
        string key = KeyFile(257);
        string expected = ForeignTool.Run("dnssec-dsfromkey", ["-C", "-2", key]).MustSucceed().Output.Trim()
            .Split(" CDS ")[1];
        Assert.Equal(expected.Replace(" ", ""), Assert.Single(RDataOf("CDS")).Replace(" ", ""));
        string dnskey = File.ReadLines(key).Last().Split(" DNSKEY ")[1];
        Assert.Equal(dnskey.Replace(" ", ""), Assert.Single(RDataOf("CDNSKEY")).Replace(" ", ""));
        MustVerify();
    }

    [ForeignToolFact("dnssec-keygen", "dnssec-verify")]
    public void CdsDelete_PublishesTheFormOfRfc8078()
    {
        _zone.Sign(["--cds", "delete", .. AroundToday]).MustSucceed();
        Assert.Equal("0 0 0 00", Assert.Single(RDataOf("CDS")));
        Assert.Equal("0 3 0 AA==", Assert.Single(RDataOf("CDNSKEY")));
        MustVerify();
    }

    [ForeignToolFact("dnssec-keygen")]
    public void CdsNone_RemovesThoseOfTheInputThatInputKeeps()
    {
        _zone.Write(SignedZone.Everything + "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n");
        _zone.Sign("--cds", "input").MustSucceed();
        Assert.Single(RDataOf("CDS"));
        Assert.Single(RDataOf("CDNSKEY"));
        _zone.Sign("--cds", "none").MustSucceed();
        Assert.Empty(RDataOf("CDS"));
        Assert.Empty(RDataOf("CDNSKEY"));
    }

    [ForeignToolTheory("dnssec-keygen", "dnssec-verify")]
    [InlineData("remove", 2)]
    [InlineData("keep", 3)]
    public void ForeignDnskeys_AreKeptOnlyWhereTheOperatorSaysSo(string choice, int expected)
    {
        using SignedZone other = SignedZone.WithKeys(SignedZone.Everything, "example", "ECDSAP256SHA256");
        string foreign = Directory.GetFiles(other.KeyDirectory, "*.key")
            .Select(file => File.ReadLines(file).Last())
            .Single(record => record.Contains(" 256 3 "));
        _zone.Write(SignedZone.Everything + foreign + "\n");
        _zone.Sign("--foreign-dnskeys", choice).MustSucceed();
        Assert.Equal(expected, RDataOf("DNSKEY").Count);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Includes_MayLeaveTheZonesDirectoryOnlyWhereTheOperatorSaysSo()
    {
        using TemporaryDirectory elsewhere = new();
        string included = elsewhere.Write("more", "more A 192.0.2.77\n");
        _zone.Write(SignedZone.Everything + $"$INCLUDE {included}\n");
        SignallRun refused = _zone.Sign();
        Assert.Equal(3, (int)refused.Status);
        Assert.Contains(included, refused.Error, StringComparison.Ordinal);
        _zone.Sign("--includes", "anywhere").MustSucceed();
        Assert.Contains(_zone.Records(),
            record => record.StartsWith("more.example. ", StringComparison.Ordinal));
    }

    [ForeignToolFact("dnssec-keygen", "dnssec-verify")]
    public void Times_OfSignaturesAreThoseAskedFor()
    {
        _zone.Sign("--validity", "10d", "--jitter", "2d", "--inception-offset", "2h", "--dnskey-validity",
            "20d").MustSucceed();
        foreach (string[] fields in Signatures())
        {
            Assert.Equal("20270115060000", fields[9]);
            if (fields[4] == "DNSKEY")
            {
                Assert.Equal("20270204080000", fields[8]);
            }
            else
            {
                Assert.InRange(fields[8], "20270123080000", "20270125080000");
            }
        }

        Assert.True(Signatures().Select(fields => fields[8]).Distinct().Count() > 10,
            "jitter spreads expirations");
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Moments_OfSignaturesAreThoseAskedFor()
    {
        _zone.Sign("--inception", "20270101000000", "--expiration", "20270301000000").MustSucceed();
        Assert.All(Signatures(),
            fields => Assert.Equal(("20270301000000", "20270101000000"), (fields[8], fields[9])));
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("--inception", "20270101000000", "--inception-offset", "1h")]
    [InlineData("--expiration", "20270301000000", "--validity", "10d")]
    public void Moments_AndDurationsOfOneThingContradictEachOther(params string[] options)
    {
        SignallRun run = _zone.Sign(options);
        Assert.Equal(2, (int)run.Status);
        Assert.Contains("contradict", run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Refresh_DecidesWhichSignaturesAreMadeAgain()
    {
        _zone.Sign("--validity", "10d", "--jitter", "0", "--time", Present).MustSucceed();
        Assert.Equal(0,
            MadeAfter("--validity", "10d", "--jitter", "0", "--refresh", "4d", "--time", "20270121075900"));
        Assert.NotEqual(0,
            MadeAfter("--validity", "10d", "--jitter", "0", "--refresh", "4d", "--time", "20270121080100"));
    }

    [ForeignToolFact("dnssec-keygen")]
    public void DnskeyTtl_IsTheOneAskedFor()
    {
        _zone.Sign("--dnskey-ttl", "2h", "--cds", "publish").MustSucceed();
        Assert.All(
            _zone.Records().Where(record => record.Contains(" IN DNSKEY ") || record.Contains(" IN CDS ")),
            record => Assert.Equal("7200", record.Split(' ')[1]));
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Deterministic_GivesTheSameTwiceOrSaysThatThisOpensslCannot()
    {
        SignallRun first = _zone.Sign("--deterministic", "--sign-all", "--serial", "keep");
        if ((int)first.Status == 2)
        {
            Assert.Contains("RFC 6979", first.Error, StringComparison.Ordinal);
            return;
        }

        IReadOnlyList<string> records = _zone.Records();
        File.Delete(_zone.Signed);
        _zone.Sign("--deterministic", "--sign-all", "--serial", "keep").MustSucceed();
        Assert.Equal(records, _zone.Records());
    }

    [ForeignToolFact("dnssec-keygen", "dnssec-verify")]
    public void AllowSha1_IsNeededToSignWithASha1Key()
    {
        using SignedZone old = SignedZone.WithKeys(SignedZone.Everything, "example", "RSASHA1");
        SignallRun refused = old.Sign();
        Assert.Equal(1, (int)refused.Status);
        Assert.Contains("--allow-sha1", refused.Error, StringComparison.Ordinal);
        SignallRun run = old.Sign(["--allow-sha1", .. AroundToday]).MustSucceed();
        Assert.Contains("RSASHA1", run.Error, StringComparison.Ordinal); // warned
        ForeignTool.Run("dnssec-verify", ["-q", "-o", "example", old.Signed]).MustSucceed();
    }

    [ForeignToolTheory("dnssec-keygen")]
    [InlineData("full", true)]
    [InlineData("sample", true)]
    [InlineData("none", false)]
    public void Verify_SaysHowManySignaturesWereLookedAt(string choice, bool any)
    {
        JsonElement report = JsonDocument.Parse(_zone.Sign("--verify", choice, "--json")
            .MustSucceed().Output).RootElement;
        JsonElement counts = report.GetProperty("signatures");
        Assert.Equal(any, counts.GetProperty("verified").GetInt32() > 0);
        Assert.True(choice != "full"
            || counts.GetProperty("verified").GetInt32() == counts.GetProperty("made").GetInt32());
    }

    [ForeignToolTheory("dnssec-keygen", "dnssec-verify")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    [InlineData("sha384", "sha512", "sha512")]
    public void Zonemd_IsPublishedOnceForEachHash(params string[] hashes)
    {
        _zone.Sign([.. hashes.SelectMany(hash => (string[])["--zonemd", hash]), .. AroundToday])
            .MustSucceed();
        Assert.Equal(hashes.Distinct().Count(), RDataOf("ZONEMD").Count);
        MustVerify();
    }

    /// <inheritdoc/>
    public void Dispose() => _zone.Dispose();

    private int MadeAfter(params string[] options) =>
        JsonDocument.Parse(_zone.Sign([.. options, "--json"]).MustSucceed().Output).RootElement
            .GetProperty("signatures").GetProperty("made").GetInt32();

    private string KeyFile(int flags) =>
        Directory.GetFiles(_zone.KeyDirectory, "*.key")
            .Single(file => File.ReadAllText(file).Contains($" {flags} 3 "));

    private List<string> RDataOf(string type) =>
        [.. _zone.Records().Where(record => record.Contains($" IN {type} "))
            .Select(record => record.Split($" IN {type} ")[1])];

    /// <summary>The RRSIGs' fields: owner, TTL, class, RRSIG, type covered, algorithm, labels, TTL,
    /// expiration, inception.</summary>
    private List<string[]> Signatures() =>
        [.. _zone.Records().Select(record => record.Split(' ')).Where(fields => fields[3] == "RRSIG")];

    private void MustVerify() =>
        ForeignTool.Run("dnssec-verify", ["-q", "-o", "example", _zone.Signed]).MustSucceed();
}
