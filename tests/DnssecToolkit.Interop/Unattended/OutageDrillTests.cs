using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Outages that happened, played again: docs/drills.md says which guard fires.</summary>
[Collection(SoftHsm.Program)]
public class OutageDrillTests
{
    private const int Hour = 3_600;
    private const int Day = 86_400;

    // .de, 2026: an HSM had another key pair under the published key's tag, and signed with it.
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_has_another_key_in_the_published_ones_place_signs_nothing()
    {
        using TokenRegistry registry = new(new FaultyModule(), ["example"]);
        registry.Zones.Run().MustSucceed();
        string before = File.ReadAllText(registry.Zones.Signed("example"));
        using SoftwareKey stranger = new KeyGeneration(DomainName.Parse("example."),
            DnssecAlgorithm.ECDSAP256SHA256, KeyRole.CSK).Generate([]);
        SoftHsm.Instance.Import(stranger, "stranger", 0xE7);
        registry.PlaceKey("example", "stranger", 0xE7);
        registry.Zones.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = registry.Zones.Run();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Equal(before, File.ReadAllText(registry.Zones.Signed("example")));
    }

    // ripe.net, 2023: a TTL longer than the refresh time kept signatures from being made again, and
    // monitoring looked at the SOA's alone.
    [Fact]
    public void A_long_ttl_keeps_no_signature_from_being_made_again_and_the_earliest_of_all_counts()
    {
        using Registry registry = new(["example"]);
        registry.WriteZone("example", Registry.TextOf(1, 20) + "old 864000 TXT \"a TTL of ten days\"\n");
        for (int hour = 0; hour <= 30 * 24; hour += 12)
        {
            registry.Now = registry.Start + (hour * (long)Hour);
            registry.Run().MustSucceed();
            Timestamp[] ends = [.. File.ReadLines(registry.Signed("example"))
                .Where(line => line.Contains(" IN RRSIG ", StringComparison.Ordinal))
                .Select(line => Timestamp.TryParseCompact(line.Split(' ')[8], out Timestamp end)
                    ? end : default)];
            Assert.True(ends.Min() - registry.Now >= (4 * Day)
                + (11 * Hour), $"after {hour} h one has {ends.Min() - registry.Now} s left");
            Assert.Contains($"\"firstExpiration\": \"{ends.Min()}\"",
                File.ReadAllText(Path.Combine(registry.State,
                    "zones/example/state.json")), StringComparison.Ordinal);
        }
    }

    // APNIC, 2012: the standby signer had another set of ZSKs.
    [Fact]
    public void A_signer_with_other_keys_than_the_published_ones_installs_nothing()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        using Registry standby = new(["example"]);
        foreach (string file in Directory.GetFiles(registry.Files["keys"]))
        {
            File.Delete(file);
        }

        foreach (string file in Directory.GetFiles(standby.Files["keys"]))
        {
            File.Copy(file, Path.Combine(registry.Files["keys"], Path.GetFileName(file)));
        }

        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));

        // Whoever knows better says so, once, check by check; the journal has each with the reason.
        List<string> accepted = [];
        for (; run.Status == ExitStatus.Refused
            && accepted.Count < 4 * 5; run = registry.Run(["example", .. accepted, "--because",
                "the keys were lost"]))
        {
            accepted.AddRange(["--accept",
                Regex.Match(run.Error, @"\[(PREVIOUS-K[A-Z-]+)\]").Groups[1].Value]);
        }

        run.MustSucceed();
        Assert.NotEmpty(accepted);
        Assert.All(accepted.Where((_, i) => i % 2 == 1),
            code => Assert.Contains($"\"reason\":\"the keys were lost\",\"code\":\"{code}\"",
                registry.Journal, StringComparison.Ordinal));
        registry.MustBeSound("example");
    }

    // .zm and many others: nobody noticed that the signer did not run.
    [Fact]
    public void A_signer_that_does_not_run_is_noticed_long_before_signatures_end()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.Now += 4 * Hour;
        SignallRun health = registry.Signall("health", "--nagios");
        Assert.NotEqual(0, (int)health.Status);
        Assert.Contains("last run", health.Output, StringComparison.Ordinal);
        registry.Now += 9 * Day;
        Assert.Equal(2, (int)registry.Signall("health", "--nagios").Status);
        registry.Run().MustSucceed(); // and mended by the next run
        Assert.True(registry.Signall("status")
            .MustSucceed().Output.Contains("example", StringComparison.Ordinal));
    }
}
