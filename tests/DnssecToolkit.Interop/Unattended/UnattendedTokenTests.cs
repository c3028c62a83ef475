using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Servers;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Tokens;
using DnssecToolkit.Names;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Runs over zones whose keys are in a token: one pool of sessions for all, and what is done while
/// it is away.</summary>
[Collection(SoftHsm.Program)]
public class UnattendedTokenTests
{
    private const int Day = 86_400;

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    public void All_zones_share_one_child_and_one_login()
    {
        using TokenRegistry registry = new(new FaultyModule(), ["a", "b", "c", "d", "e", "f"]);
        registry.Zones.Run().MustSucceed();
        Assert.All(registry.Zones.Zones, registry.Zones.MustBeSound);
        Assert.Equal(1, registry.Module.Initialized);
        Assert.Equal(1, registry.Module.Logins);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_is_away_is_looked_for_once_a_run_and_each_zone_says_the_hours_that_are_left()
    {
        using TokenRegistry registry = new(new FaultyModule(), ["a", "b", "c", "d", "e", "f"]);
        registry.Zones.Run().MustSucceed();
        registry.Module.Set("absent=1000000");
        registry.Zones.Now += 23 * Day / 2;
        long before = registry.Module.Initialized;
        Stopwatch watch = Stopwatch.StartNew();
        SignallRun run = registry.Zones.Run();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.All(registry.Zones.Zones,
            zone => Assert.Matches($@"(?m)^signall: {zone}\. not signed: .*no such token.* stays valid for \d+ h, until", run.Error));
        long once = registry.Module.Initialized - before;
        Assert.InRange(once, 1, 20); // the ladder, once; six zones would take it six times
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    public void Without_the_token_of_its_ksk_a_zone_takes_new_data_and_keeps_the_signatures_that_are_due()
    {
        using TokenRegistry registry = new(new FaultyModule(), ["example"], hasSoftwareZsk: true);
        registry.Zones.Now = registry.Zones.Start - (10 * Day);
        registry.Zones.Run().MustSucceed();
        string keySignature = KeySignature(registry.Zones);
        registry.Module.Set("absent=1000000");
        registry.Zones.Now = registry.Zones.Start;
        registry.Zones.WriteZone("example", Registry.TextOf(2, 21));
        SignallRun run = registry.Zones.Run();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status); // an alarm, though the zone goes on
        Assert.Contains("example. was signed without it, and keeps signatures that are due", run.Error,
            StringComparison.Ordinal);
        Assert.Matches(@"what is served stays valid for 9[56] h", run.Error);
        Assert.Equal(keySignature, KeySignature(registry.Zones));
        Assert.Contains("\nn20.example. ", File.ReadAllText(registry.Zones.Signed("example")),
            StringComparison.Ordinal);
        registry.Zones.MustBeSound("example");
        Assert.Contains("\"event\":\"stretched\"", registry.Zones.Journal, StringComparison.Ordinal);

        registry.Module.Set(); // the token is back: the next run makes what was due
        registry.Zones.Run().MustSucceed();
        Assert.NotEqual(keySignature, KeySignature(registry.Zones));
        registry.Zones.MustBeSound("example");
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void Within_the_margin_of_the_gate_nothing_is_stretched()
    {
        using TokenRegistry registry = new(new FaultyModule(), ["example"], hasSoftwareZsk: true);
        registry.Zones.Run().MustSucceed();
        registry.Module.Set("absent=1000000");
        registry.Zones.Now += (13 * Day) + 3_600; // less than a day is left
        string before = File.ReadAllText(registry.Zones.Signed("example"));
        SignallRun run = registry.Zones.Run();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("example. not signed: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Zones.Signed("example")));
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler, "named")]
    [InlineData("health", "--try-keys")]
    [InlineData("promote", "--because", "the first site has no power", "--yes")]
    public void What_the_configuration_says_of_a_token_holds_wherever_it_is_used(params string[] command)
    {
        using TokenRegistry registry = new(new FaultyModule(), ["example"]);
        registry.Zones.Run().MustSucceed();
        using NameServer server = NameServer.StartNamed(DomainName.Parse("example."),
            registry.Zones.Signed("example"));
        string called = registry.Zones.Files["called"];
        string pin = registry.Zones.Files["pin"];
        registry.Zones.Configure(
            $"tokens: {{ t: {{ module: {registry.Module.Path}, pin: \"file:{pin}\", patience: 30s, restart-command: [/usr/bin/touch, {called}] }} }}\n"
                + $"servers: {{ s: {{ ask: [\"127.0.0.1#{server.Port}\"] }} }}",
            "token: t, server: s, ");
        registry.Module.Set("absent=1000000");
        SignallRun run = registry.Zones.Signall(command);
        Assert.NotEqual(ExitStatus.Done, run.Status);
        Assert.True(File.Exists(called), run.Output + run.Error);
    }

    private static string KeySignature(Registry zones) =>
        File.ReadLines(zones.Signed("example"))
            .Single(line => line.StartsWith("example. ", StringComparison.Ordinal)
                && line.Contains(" RRSIG DNSKEY ", StringComparison.Ordinal));
}
