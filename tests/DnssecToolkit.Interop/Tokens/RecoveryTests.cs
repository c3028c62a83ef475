using System.Diagnostics;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Recovery in time: each step has a deadline, and whoever wishes to stop it need not
/// wait.</summary>
[Collection(SoftHsm.Program)]
public class RecoveryTests
{
    private const int Interrupted = 130;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(45); // what it waits for takes sixty

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_step_that_takes_too_long_gives_way_to_the_next()
    {
        using FaultyModule module = new("fault=rv", "rv=0x32", "after=20", "times=1", "until=init",
            "goodinit=1", "hanginit=1");
        using FaultyZone zone = new(module.Path);
        long start = Stopwatch.GetTimestamp();
        SignallRun run = zone.Sign("--token-timeout", "50s", "--token-patience", "restart-module=2s",
            "--token-patience", "1m", "--json", "--verbose").MustSucceed();
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 2, 45);
        Assert.Contains("starting the module again took longer than 2 s", run.Error,
            StringComparison.Ordinal);
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement steps = report.RootElement.GetProperty("recoveries");
        Assert.Equal((1, 1),
            (steps.GetProperty("restartModule").GetInt32(), steps.GetProperty("newProcess").GetInt32()));
    }

    /// <summary>The first token uses it up; for the second nothing is tried any more.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_patience_with_recovery_is_shared_by_the_tokens_of_a_run()
    {
        using FaultyModule module = new("absent=1000000");
        using FaultyZone zone = new(module.Path);
        long start = Stopwatch.GetTimestamp();
        SignallRun run = zone.Sign("--token-patience", "1s", "--also-token",
            $"pkcs11:token={SoftHsm.OtherLabel}");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 1, 40); // the ladder's own bounds allow minutes
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        string[] given = [.. run.Error.Split('\n')
            .Where(line => line.Contains("going on without it", StringComparison.Ordinal))];
        Assert.Collection(
            given,
            first => Assert.Matches("no such token .*; gave up after starting the module again", first),
            second => Assert.DoesNotContain("gave up after", second, StringComparison.Ordinal));
        Assert.Contains($"token={SoftHsm.OtherLabel}", given[1], StringComparison.Ordinal);
        Assert.False(File.Exists(zone.Signed));
    }

    /// <summary>The time that a call may take is for one signature, not for as many as were asked
    /// for.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    public void A_token_that_becomes_slow_is_not_taken_for_one_that_hangs()
    {
        using FaultyModule module = new("slow=2000", "slowafter=79"); // the next question has eight, of which seven are slow
        using FaultyZone zone = new(module.Path);
        SignallRun run = zone.Sign(
            "--threads", "1", "--token-timeout", "10s", "--json", "--inception", "20260101000000",
            "--expiration", "20360101000000").MustSucceed();
        zone.MustPleaseBind();
        using JsonDocument report = JsonDocument.Parse(run.Output);
        Assert.Empty(report.RootElement.GetProperty("recoveries").EnumerateObject());
        Assert.Equal((1, 1), (module.Initialized, module.Logins));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_slow_token_that_hangs_is_given_up_in_bounded_time()
    {
        using FaultyModule module = new("slow=1500", "slowafter=70", "fault=hang", "after=74");
        using FaultyZone zone = new(module.Path);
        long start = Stopwatch.GetTimestamp();
        SignallRun run = zone.Sign("--threads", "1", "--token-timeout", "5s", "--token-patience", "1s");
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 5, 60);
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("did not answer in time", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(zone.Signed));
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("new-proces=5s", "there is no such step of recovery")]
    [InlineData("login=0", "is not between a second and an hour")]
    [InlineData("soon", "is not a length of time")]
    public void A_patience_that_means_nothing_is_refused(string patience, string expected)
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        SignallRun run = zone.Sign("--token-patience", patience);
        Assert.Equal(ExitStatus.Usage, run.Status);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("while it searches for the token", "absent=100000")]
    [InlineData("while a call hangs", "fault=hang", "after=10")]
    [InlineData("while the proof of the key hangs", "fault=hang")]
    [InlineData("while the module does not start", "hanginit=1")]
    [InlineData("while a login is tried again and again", "login=0x30")]
    [InlineData("while the operator's command runs", "fault=rv", "rv=0x32")]
    public void Control_C_ends_recovery_at_once(string when, params string[] settings)
    {
        using FaultyModule module = new(settings);
        using FaultyZone zone = new(module.Path);
        string marker = Path.Combine(Path.GetDirectoryName(zone.Unsigned)!, "command-runs");
        string[] arguments = zone.Arguments("--token-timeout", "60s", "--token-restart-command",
            $"touch '{marker}'; exec sleep 60");
        using Process tool = Process.Start(new ProcessStartInfo(SignallProcess.Executable,
            arguments)
        { RedirectStandardError = true })!;
        Task<string> error = tool.StandardError.ReadToEndAsync();
        bool isWaitingForCommand = when.Contains("command", StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => IsMidway(module, when)
            && (!isWaitingForCommand || File.Exists(marker)), TimeSpan.FromMinutes(2)), when);
        ForeignTool.Run("kill", "-INT", $"{tool.Id}").MustSucceed();
        Assert.True(tool.WaitForExit(Soon), $"{when}: it did not end");
        Assert.True(Interrupted == tool.ExitCode, $"{when}: {tool.ExitCode}: {error.Result}");
        Assert.False(File.Exists(zone.Signed));
    }

    /// <summary>NIC Costa Rica's chip made one signature a second for sixteen months.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    public void A_token_of_one_signature_a_second_keeps_a_zone_fresh_within_a_budget()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        string[] dates = ["--time", "20270115000000", "--validity", "10d", "--jitter", "0", "--refresh",
            "5d"];
        zone.Sign(dates).MustSucceed();
        dates[1] = "20270121000000"; // four days are left: all is due
        module.Set("slow=1000");
        JsonElement slow = Counts(zone.Sign([.. dates, "--threads", "1", "--budget-signatures", "8",
            "--json"]).MustSucceed());
        Assert.Equal(8, slow.GetProperty("made").GetInt32());
        Assert.InRange(slow.GetProperty("deferred").GetInt32(), 60, 200);
        string signed = File.ReadAllText(zone.Signed);
        Assert.Matches(@"RRSIG\s+DNSKEY\s+13\s+1\s+3600\s+20270131000000", signed);
        Assert.Matches(@"RRSIG\s+SOA\s+13\s+1\s+3600\s+20270131000000", signed);
        ForeignTool.Run(Path.Combine(AppContext.BaseDirectory, "verifyzone"), zone.Signed, "--origin",
            "example", "--time", dates[1]).MustSucceed();

        // What it can do in a minute is known from that run, before any key is touched.
        SignallRun planned = zone.Sign([.. dates, "--dry-run", "--budget-minutes", "1", "--json"])
            .MustSucceed();
        Assert.InRange(Counts(planned).GetProperty("made").GetInt32(), 20, 60);
        Assert.True(Counts(planned).GetProperty("deferred").GetInt32() > 0, planned.Output);
        SignallRun hopeless = zone.Sign([.. dates[..2], "--dry-run", "--sign-all", "--validity", "1m",
            "--jitter", "0", "--refresh", "0", "--inception-offset", "1h"]);
        Assert.Contains("[SIGNING-RATE-LOW]", hopeless.Error, StringComparison.Ordinal);
        Assert.Matches(@"a second; its token makes (1|0\.[3-9]\d*)\b", hopeless.Error);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_refuses_every_second_session_still_signs()
    {
        using FaultyModule module = new("refuse=2");
        using FaultyZone zone = new(module.Path);
        zone.Sign("--threads", "6").MustSucceed();
        Assert.True(module.Opened > 4);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_sessions_that_a_benchmark_found_worth_using_are_used()
    {
        using FaultyModule module = new("slow=100", "crowd=1"); // a device that several sessions slow down
        using FaultyZone zone = new(module.Path, names: 3);
        zone.Sign("--threads", "4").MustSucceed();
        long withoutMeasure = module.Opened;
        string bench = FaultyZone.Keyall(
            "token", "bench", "--token", "pkcs11:token=zone%20keys", "--module", module.Path, "--pin",
            zone.PinSource,
            "--state", zone.State, "--algorithm", nameof(DnssecAlgorithm.ECDSAP256SHA256), "--sessions", "4",
            "--seconds", "1");
        Assert.Contains("1 session is worth using", bench, StringComparison.Ordinal);
        long before = module.Opened;
        zone.Sign("--threads", "4", "--sign-all").MustSucceed();
        Assert.Equal(2, module.Opened - before); // one that keeps the login, and one that signs
        Assert.True(withoutMeasure > 3, "without a measurement the profile says one for each thread");
    }

    private static JsonElement Counts(SignallRun run)
    {
        using JsonDocument report = JsonDocument.Parse(run.Output);
        return report.RootElement.GetProperty("signatures").Clone();
    }

    private static bool IsMidway(FaultyModule module, string when) =>
        File.Exists(module.Path + ".counts")
            && (module.Initialized > (when.Contains("start", StringComparison.Ordinal) ? 0 : 1)
                || module.Faults > 0 || module.Logins > 1);
}
