using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Tokens of the configuration in unattended runs: their recovery, their copies, and the budget of a policy.</summary>
[Collection(SoftHsm.Program)]
public class ConfiguredTokenTests
{
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_is_brought_back_by_the_command_of_the_configuration()
    {
        using FaultyModule module = new("fault=rv", "rv=0x32", "after=20");
        using FaultyZone zone = new(module.Path);
        string healing = module.Path + ".healing";
        File.WriteAllText(healing, $"module={SoftHsm.Module}\n");
        SignallRun run = Run(zone, module, $"restart-command: [/bin/cp, '{healing}', '{module.Path}.conf'], timeout: 5s, recovery: {{ restart-module: 5s }}").MustSucceed();
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
        Assert.True(run.Error.Contains("the operator's command ended with status 1", StringComparison.Ordinal), run.Error);
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
        Run(zone, first, $"also: ['pkcs11:token={SoftHsm.OtherLabel}?module-path={second.Path}']").MustSucceed();
        Assert.InRange(first.Signed, 20, 110);
        Assert.InRange(second.Signed, 20, 110);
    }

    private static SignallRun Run(FaultyZone zone, FaultyModule module, string token = "timeout: 30s")
    {
        string directory = Path.GetDirectoryName(zone.Unsigned)!;
        string configuration = Path.Combine(directory, "dnssec.yaml");
        File.WriteAllText(configuration, $$"""
            state: {{zone.State}}
            settle: 0
            tokens:
              t: { module: '{{module.Path}}', pin: '{{zone.PinSource}}', {{token}} }
            zones:
              - { zone: example, file: '{{zone.Unsigned}}', keys: '{{Path.Combine(directory, "keys")}}', output: '{{zone.Signed}}', token: t }
            """);
        return SignallRun.Run("run", "--verbose", "--config", configuration);
    }
}
