using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Interop.Signing;

/// <summary>The gate compares a new version with the one that it replaces.</summary>
public sealed class ShrunkZoneTests : IDisposable
{
    private readonly SignedZone _zone = SignedZone.WithKeys(SignedZone.Everything
        + Hosts(40), "example", "ECDSAP256SHA256");

    [ForeignToolFact("dnssec-keygen")]
    public void A_zone_that_lost_many_names_is_refused_until_the_operator_says_that_it_is_meant()
    {
        Sign().MustSucceed();
        string before = File.ReadAllText(_zone.Signed);
        _zone.Write(SignedZone.Everything + Hosts(10));
        SignallRun refused = Sign();
        Assert.Equal(ExitStatus.Refused, refused.Status);
        Assert.Contains("[PREVIOUS-SHRUNK]", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--max-removed", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(_zone.Signed));

        Sign("--max-removed", "100%").MustSucceed();
        Assert.NotEqual(before, File.ReadAllText(_zone.Signed));
        Assert.Equal(3, SerialOfSigned());
        Sign().MustSucceed(); // the smaller zone is what it is compared with now
    }

    [ForeignToolFact("dnssec-keygen")]
    public void Ten_names_may_always_go_and_a_quarter_of_many()
    {
        Sign().MustSucceed();
        _zone.Write(SignedZone.Everything + Hosts(30));
        Sign("--max-removed", "0%").MustSucceed();
        _zone.Write(SignedZone.Everything + Hosts(19));
        Assert.Equal(ExitStatus.Refused, Sign("--max-removed", "0%").Status);
        Sign().MustSucceed();
    }

    [ForeignToolFact("dnssec-keygen")]
    public void A_version_that_is_named_counts_in_place_of_the_output()
    {
        Sign().MustSucceed();
        string published = _zone.Files["published"];
        File.Copy(_zone.Signed, published);
        File.Delete(_zone.Signed);
        _zone.Write(SignedZone.Everything);
        Assert.Equal(ExitStatus.Refused, Sign("--previous", published).Status);
        Assert.False(File.Exists(_zone.Signed));
    }

    [ForeignToolFact("dnssec-keygen")]
    public void A_zone_whose_delegations_moved_or_have_other_DS_is_refused_until_it_is_meant()
    {
        const string Ds = "13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        Func<int, string?> few = i => i < 15 ? $"{i + 1} {Ds}" : null;
        Publish(_ => "ns.a.net.", few).MustSucceed();
        string before = File.ReadAllText(_zone.Signed);
        (SignallRun Run, string Says)[] refused =
        [
            (Publish(i => i < 12 ? "ns.b.net." : "ns.a.net.", few), "have other NS"),
            (Publish(_ => "ns.a.net.", i => i < 15 ? $"{i + 101} {Ds}" : null),
                "15 of 16 secure delegations have other DS, and 25 % may be"),
            (Publish(_ => "ns.a.net.", i => i < 30 ? $"{i + 1} {Ds}" : null),
                "15 of 43 delegations have gained DS"),
        ];
        foreach ((SignallRun run, string says) in refused)
        {
            Assert.Equal(ExitStatus.Refused, run.Status);
            Assert.Contains("[PREVIOUS-CHANGED]", run.Error, StringComparison.Ordinal);
            Assert.Contains(says, run.Error, StringComparison.Ordinal);
            Assert.Contains("--max-changed 100%", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllText(_zone.Signed));
        Publish(i => i < 10 ? "ns.b.net." : "ns.a.net.", few, "--max-changed", "0%").MustSucceed(); // ten always
        Func<int, string?> other = i => i < 30 ? $"{i + 101} {Ds}" : null;
        Publish(_ => "ns.c.net.", other, "--max-changed", "100%").MustSucceed();
    }

    private SignallRun Publish(Func<int, string> ns, Func<int, string?> ds, params string[] options)
    {
        IEnumerable<string> delegations = Enumerable.Range(0, 40)
            .Select(i => $"d{i} NS {ns(i)}\n{(ds(i) is { } set ? $"d{i} DS {set}\n" : "")}");
        _zone.Write(SignedZone.Everything + Hosts(40) + string.Concat(delegations));
        return Sign(options);
    }

    /// <inheritdoc/>
    public void Dispose() => _zone.Dispose();

    private static string Hosts(int count) =>
        string.Concat(Enumerable.Range(0, count).Select(i => $"h{i} A 192.0.2.{i}\n"));

    private SignallRun Sign(params string[] options) => _zone.Sign(["--time", "20261115000000", .. options]);

    private int SerialOfSigned() =>
        int.Parse(_zone.Records().Single(record => record.Contains(" SOA ns1", StringComparison.Ordinal))
            .Split(' ')[6], null);
}
