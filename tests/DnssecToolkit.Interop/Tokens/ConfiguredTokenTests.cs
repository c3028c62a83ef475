using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Tokens of the configuration in unattended runs: their recovery, their copies, and the budget of a policy.</summary>
[Collection(SoftHsm.Program)]
public class ConfiguredTokenTests
{
    private static readonly Timestamp Start = new(1_800_000_000);

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_is_brought_back_by_the_command_of_the_configuration()
    {
        using FaultyModule module = new("fault=rv", "rv=0x32", "after=20");
        using FaultyZone zone = new(module.Path);
        string healing = module.Path + ".healing";
        File.WriteAllText(healing, $"module={SoftHsm.Module}\n");
        SignallRun run = Run(zone, module,
            $"restart-command: [/bin/cp, '{healing}', '{module.Path}.conf'], timeout: 5s, recovery: {{ restart-module: 5s }}").MustSucceed();
        Assert.Contains("running the operator's command", run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_stays_away_leaves_the_old_zone_and_says_how_long_that_lasts()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        Run(zone, module).MustSucceed();
        byte[] before = File.ReadAllBytes(zone.Signed);
        module.Set("fault=rv", "rv=0x32");
        File.AppendAllText(zone.Unsigned, "new A 192.0.2.77\n");
        SignallRun run = Run(zone, module, "restart-command: [/bin/false], patience: 1m");
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.True(run.Error.Contains("the operator's command ended with status 1",
            StringComparison.Ordinal), run.Error);
        Assert.Contains("hours", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(zone.Signed));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void Another_token_with_the_same_key_takes_its_share()
    {
        using FaultyModule first = new("slow=20");
        using FaultyModule second = new("slow=20");
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        using FaultyZone zone = new(first.Path);
        Run(zone, first, $"also: ['pkcs11:token={SoftHsm.OtherLabel}?module-path={second.Path}']")
            .MustSucceed();
        Assert.InRange(first.Signed, 20, 110);
        Assert.InRange(second.Signed, 20, 110);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void What_the_budget_of_a_policy_left_to_later_runs_is_shown()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        Run(zone, module).MustSucceed();
        module.Set("slow=100"); // 86 signatures are due
        Timestamp later = Start + (10 * 86_400);
        SignallRun run = Run(zone, module, now: later).MustSucceed();
        Match left = Regex.Match(run.Error, "; ([0-9]+) signatures were left to later runs");
        Assert.True(left.Success, run.Error);
        int count = int.Parse(left.Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(count, 40, 82);
        string[] status = ["status", "--config",
            Path.Combine(Path.GetDirectoryName(zone.Unsigned)!, "dnssec.yaml")];
        Assert.Contains($"good; {count} signatures are due and left",
            SignallRun.Run(() => later, status).Output, StringComparison.Ordinal);
        using JsonDocument shown =
            JsonDocument.Parse(SignallRun.Run(() => later, [.. status, "--json"]).Output);
        Assert.Equal(count, Assert.Single(shown.RootElement.GetProperty("zones").EnumerateArray())
            .GetProperty("deferred").GetInt32());

        module.Set(); // the next run goes on
        Assert.DoesNotContain("left to later runs", Run(zone, module, now: later + 3_600).MustSucceed().Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("are due", SignallRun.Run(() => later + 3_600, status).Output,
            StringComparison.Ordinal);
    }

    private static SignallRun Run(FaultyZone zone, FaultyModule module, string token = "timeout: 30s",
        Timestamp? now = null)
    {
        string directory = Path.GetDirectoryName(zone.Unsigned)!;
        string configuration = Path.Combine(directory, "dnssec.yaml");
        File.WriteAllText(configuration, $$"""
            state: {{zone.State}}
            settle: 0
            clock: { ahead: 60d }
            tokens:
              t: { module: '{{module.Path}}', pin: '{{zone.PinSource}}', {{token}} }
            policies:
              p: { budget: 1s }
            zones:
              - { zone: example, policy: p, file: '{{zone.Unsigned}}', keys: '{{Path.Combine(directory, "keys")}}', output: '{{zone.Signed}}', token: t }
            """);
        return SignallRun.Run(() => now ?? Start, "run", "--verbose", "--config", configuration);
    }
}
