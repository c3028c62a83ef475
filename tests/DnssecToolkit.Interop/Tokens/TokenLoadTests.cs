using System.Text.Json;
using System.Text.RegularExpressions;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Several tokens with the same key, and runs with a budget.</summary>
[Collection(SoftHsm.Program)]
public class TokenLoadTests
{
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void Tokens_with_copies_of_a_key_share_the_work()
    {
        using FaultyModule first = new("slow=60");
        using FaultyModule second = new("slow=60");
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        using FaultyZone zone = new(first.Path);
        zone.Sign("--also-token", $"pkcs11:token={SoftHsm.OtherLabel}?module-path={second.Path}")
            .MustSucceed();
        Assert.InRange(first.Signed, 20, 110);
        Assert.InRange(second.Signed, 20, 110);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_fails_leaves_its_work_to_the_others()
    {
        using FaultyModule first = new("fault=rv", "rv=0x32", "after=30");
        using FaultyModule second = new("slow=5");
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        using FaultyZone zone = new(first.Path);
        string also = $"pkcs11:token={SoftHsm.OtherLabel}?module-path={second.Path}";
        SignallRun lost = zone.Sign("--also-token", also, "--json").MustSucceed();
        Assert.Contains("going on without it, with 1 token", lost.Error, StringComparison.Ordinal);
        AssertLost(lost, "^pkcs11:token=zone%20keys;manufacturer=.*;serial=", "CKR_DEVICE_REMOVED");
        first.Set("absent=1000");
        SignallRun run = zone.Sign("--sign-all", "--also-token", also, "--json").MustSucceed();
        Assert.Contains("going on without it", run.Error, StringComparison.Ordinal);
        AssertLost(run, "^pkcs11:token=zone%20keys$", "no such token");
        first.Set();
        using JsonDocument whole = JsonDocument.Parse(zone.Sign("--sign-all", "--also-token", also, "--json")
            .MustSucceed().Output);
        Assert.Empty(whole.RootElement.GetProperty("lostTokens").EnumerateArray());
    }

    private static void AssertLost(SignallRun run, string token, string reason)
    {
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement loss = Assert.Single(report.RootElement.GetProperty("lostTokens").EnumerateArray());
        Assert.Matches(token, loss.GetProperty("token").GetString()!);
        Assert.Contains(reason, loss.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Three times the module's process ends, and takes both tokens with it.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    public void Two_tokens_of_one_module_recover_together()
    {
        using FaultyModule module = new("fault=kill", "after=40", "every=60", "times=3", "slow=5");
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        using FaultyZone zone = new(module.Path, names: 150);
        SignallRun run = zone.Sign(
            "--also-token", $"pkcs11:token={SoftHsm.OtherLabel}?module-path={module.Path}", "--json",
            "--inception", "20260101000000", "--expiration", "20360101000000").MustSucceed();
        zone.MustPleaseBind();
        Assert.Equal(3, module.Faults);
        Assert.DoesNotContain("going on without it", run.Error, StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement steps = report.RootElement.GetProperty("recoveries");
        Assert.Equal((3, 3),
            (steps.GetProperty("newProcess").GetInt32(), steps.GetProperty("login").GetInt32()));
        Assert.Equal((4, 8), (module.Initialized, module.Logins));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_PIN_from_a_pipe_opens_several_tokens()
    {
        using FaultyModule module = new();
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        using FaultyZone zone = new(module.Path);
        string[] arguments = zone.Arguments("--also-token",
            $"pkcs11:token={SoftHsm.OtherLabel}?module-path={module.Path}");
        arguments[Array.IndexOf(arguments, "--pin") + 1] = "fd:0";
        ForeignRun run = ForeignTool.Run(
            "bash", ["-c", $"printf '%s' {SoftHsm.Pin} | \"$@\"", "bash", SignallProcess.Executable,
                .. arguments]).MustSucceed();
        Assert.DoesNotContain("going on without it", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, module.Logins);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_run_in_which_the_token_stalled_notes_its_rate_without_the_stall()
    {
        using FaultyModule module = new("fault=hang", "after=50", "times=1", "slow=20");
        using FaultyZone zone = new(module.Path);
        zone.Sign("--threads", "1", "--token-timeout", "10s").MustSucceed();
        Assert.Equal(1, module.Faults);
        TokenRate noted = Assert.Single(TokenRates.Read(zone.State).Values);
        Assert.InRange(noted.PerSecond, 12, 51); // 86 signatures at 20 ms; with the ten seconds of the call that hung 7
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_failed_for_good_has_no_part_in_the_rate_that_is_noted()
    {
        using FaultyModule first = new("fault=rv", "rv=0x32", "after=30");
        using FaultyModule second = new("slow=50");
        SoftHsm.CopyKeyToOther(DnssecAlgorithm.ECDSAP256SHA256);
        using FaultyZone zone = new(first.Path);
        zone.Sign("--threads", "1", "--also-token",
            $"pkcs11:token={SoftHsm.OtherLabel}?module-path={second.Path}").MustSucceed();
        Assert.InRange(Assert.Single(TokenRates.Read(zone.State).Values).PerSecond, 0.1, 21); // the first one makes hundreds
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_budget_leaves_what_is_due_and_valid_to_later_runs_apex_first()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        string[] dates = ["--time", "20270115000000", "--validity", "10d", "--jitter", "0", "--refresh",
            "5d"];
        zone.Sign(dates).MustSucceed();
        dates[1] = "20270121000000"; // four days are left: all is due
        Counts first = Sign("--budget-signatures", "20");
        Assert.Equal(20, first.Made);
        Assert.True(first.Deferred > 50);
        Assert.Matches(@"RRSIG\s+DNSKEY\s+13\s+1\s+3600\s+20270131000000", File.ReadAllText(zone.Signed));
        Counts second = Sign();
        Assert.Equal(0, second.Deferred);
        Assert.InRange(second.Made, first.Deferred, first.Deferred + 3); // the SOA has a new serial
        dates[1] = "20270130000000"; // one day is left: nothing can wait
        Counts third = Sign("--budget-signatures", "1");
        Assert.Equal(0, third.Deferred);

        Counts Sign(params string[] options)
        {
            SignallRun run = zone.Sign([.. dates, .. options, "--json"]).MustSucceed();
            using JsonDocument report = JsonDocument.Parse(run.Output);
            JsonElement counts = report.RootElement.GetProperty("signatures");
            return new Counts(counts.GetProperty("made").GetInt32(), counts.GetProperty("deferred")
                .GetInt32());
        }
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_too_slow_for_its_zone_is_reported()
    {
        using FaultyModule module = new("slow=400");
        using FaultyZone zone = new(module.Path, names: 6);
        zone.Sign().MustSucceed();
        module.Set("slow=10"); // the rate that counts is that of the last run
        SignallRun run = zone.Sign("--sign-all", "--validity", "2s", "--jitter", "0", "--refresh", "0",
            "--inception-offset", "1h");
        Assert.Contains("[SIGNING-RATE-LOW]", run.Error, StringComparison.Ordinal);
        SignallRun budgeted = zone.Sign("--sign-all", "--budget-minutes", "1", "--validity", "1h", "--jitter",
            "0", "--refresh", "0");
        Assert.DoesNotContain("[SIGNING-RATE-LOW]", budgeted.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_nobody_has_measured_is_reported_by_the_run_that_finds_it_too_slow()
    {
        using FaultyModule module = new("slow=400");
        using FaultyZone zone = new(module.Path, names: 6);
        SignallRun run = zone.Sign(
            "--threads", "1", "--validity", "2s", "--jitter", "0", "--refresh", "0", "--inception-offset",
            "1h").MustSucceed();
        Assert.Matches(@"\[SIGNING-RATE-LOW\] .* 18 signatures .*; its token makes (2\.\d+|[12])\b",
            run.Error);
        Assert.Single(Regex.Matches(run.Error, "SIGNING-RATE-LOW"));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_tokens_generator_can_take_part_in_a_software_key()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        string directory = Path.GetDirectoryName(zone.Unsigned)!;
        FaultyZone.Keyall(
            "key", "generate", "--zone", "mixed.example", "--keys", Path.Combine(directory, "keys"),
            "--mix-random", "pkcs11:token=zone%20keys",
            "--module", module.Path, "--pin", zone.PinSource, "--state", zone.State);
        Assert.Single(Directory.GetFiles(Path.Combine(directory, "keys"), "Kmixed.example.*.private"));
        Assert.Equal((1, 1), (module.Logins, module.Drawn));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_tokens_generator_can_take_part_in_a_salt()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        string[] salt =
        [
            "token", "salt", "--octets", "12", "--token", "pkcs11:token=zone%20keys", "--module", module.Path,
            "--pin", zone.PinSource, "--state", zone.State,
        ];
        string[] drawn = [FaultyZone.Keyall(salt).Trim(), FaultyZone.Keyall(salt).Trim()];
        Assert.All(drawn, text => Assert.Matches("^[0-9A-F]{24}$", text));
        Assert.NotEqual(drawn[0], drawn[1]);
        Assert.Equal(2, module.Drawn);
        zone.Sign("--denial", "nsec3", "--nsec3-salt", drawn[0]).MustSucceed();
        Assert.Contains($"NSEC3PARAM 1 0 0 {drawn[0]}", File.ReadAllText(zone.Signed),
            StringComparison.OrdinalIgnoreCase);

        module.Set("norandom=1");
        KeyallRun none = KeyallRun.Run(salt).MustEndWith(ExitStatus.KeyUnavailable);
        Assert.Contains("cannot give random numbers: CKR_RANDOM_NO_RNG", none.Error,
            StringComparison.Ordinal);
    }

    private sealed record Counts(int Made, int Deferred);
}
