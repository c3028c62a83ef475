using System.Diagnostics;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>signall with a module that goes wrong: the run ends right, or in bounded time with status 4, a reason, and the old file in place.</summary>
[Collection(SoftHsm.Program)]
public class FaultyTokenTests
{
    private const string OldZone = "; the last good zone\n";
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    [InlineData("retry", "fault=rv", "rv=0x30", "after=20", "times=3")] // CKR_DEVICE_ERROR
    [InlineData("retry", "fault=rv", "rv=0x5", "after=20", "times=1")] // CKR_GENERAL_ERROR
    [InlineData("newSession", "fault=rv", "rv=0xB3", "after=20", "times=1", "until=session")] // CKR_SESSION_HANDLE_INVALID
    [InlineData("login", "fault=rv", "rv=0x101", "after=20", "times=1", "until=login")] // CKR_USER_NOT_LOGGED_IN
    [InlineData("restartModule", "fault=rv", "rv=0x32", "after=20", "times=1", "until=init")] // CKR_DEVICE_REMOVED
    [InlineData("restartModule", "fault=rv", "rv=0xE0", "after=20", "times=1", "until=init")] // CKR_TOKEN_NOT_PRESENT
    [InlineData("restartModule", "fault=rv", "rv=0x6", "after=20", "times=1", "until=init")] // CKR_FUNCTION_FAILED, as with tcsd gone
    [InlineData("newProcess", "fault=rv", "rv=0x6", "after=20", "times=1", "until=process")]
    [InlineData("newProcess", "fault=hang", "after=20", "times=1")]
    [InlineData("newProcess", "fault=crash", "after=20", "times=1")]
    [InlineData("newProcess", "fault=exit", "after=20", "times=1")]
    [InlineData("newSession", "fault=wrong", "after=20", "times=2")]
    [InlineData("newProcess", "fault=hog", "after=20", "times=1", "until=process")]
    [InlineData("restartModule", "absent=2")]
    [InlineData("newSession", "rekey=25")]
    [InlineData("retry", "mute=1")]
    [InlineData("retry", "badfind=1")] // the search for the private half
    [InlineData("retry", "badfind=3")] // and for the public one
    public void A_fault_that_passes_is_recovered_from(string step, params string[] settings)
    {
        using FaultyModule module = new(settings);
        using FaultyZone zone = new(module.Path);
        SignallRun run = zone.Sign(
            "--token-timeout", "2s", "--json", "--inception", "20260101000000", "--expiration",
            "20360101000000").MustSucceed();
        zone.MustPleaseBind();
        using JsonDocument report = JsonDocument.Parse(run.Output);
        JsonElement steps = report.RootElement.GetProperty("recoveries");
        Assert.True(steps.TryGetProperty(step, out JsonElement count) && count.GetInt32() > 0, run.Output
            + run.Error);
        Assert.DoesNotContain(SoftHsm.Pin, run.Output + run.Error, StringComparison.Ordinal);
    }

    /// <summary>One session alone has questions waiting in the pipe while the module goes wrong.</summary>
    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler, "dnssec-verify")]
    [InlineData("fault=rv", "rv=0x30", "after=200", "times=3")]
    [InlineData("fault=rv", "rv=0x101", "after=200", "times=1", "until=login")]
    [InlineData("fault=hang", "after=200", "times=1")]
    [InlineData("fault=crash", "after=200", "times=1")]
    [InlineData("fault=wrong", "after=200", "times=2")]
    [InlineData("rekey=170")]
    public void A_fault_of_the_only_session_is_recovered_from(params string[] settings)
    {
        using FaultyModule module = new(settings);
        using FaultyZone zone = new(module.Path, names: 400);
        SignallRun run = zone.Sign(
            "--token-profile", "smartcard-hsm", "--token-timeout", "2s", "--json", "--inception",
            "20260101000000", "--expiration", "20360101000000").MustSucceed();
        zone.MustPleaseBind();
        using JsonDocument report = JsonDocument.Parse(run.Output);
        Assert.NotEmpty(report.RootElement.GetProperty("recoveries").EnumerateObject());
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("was taken out", "fault=rv", "rv=0x32", "after=20")]
    [InlineData("there is no token", "fault=rv", "rv=0xE0", "after=20")]
    [InlineData("is not valid any more", "fault=rv", "rv=0xB3", "after=20")]
    [InlineData("is not logged in", "fault=rv", "rv=0x101", "after=20")]
    [InlineData("did not answer in time", "fault=hang", "after=20")]
    [InlineData("ended by itself", "fault=crash", "after=20")]
    [InlineData("is wrong; it was not used", "fault=wrong", "after=20")]
    [InlineData("CKR_PIN_LOCKED", "login=0xA4")]
    [InlineData("one more wrong PIN would lock it", "flags=0x20000")]
    [InlineData("its PIN is locked", "flags=0x40000")]
    [InlineData("did not answer in time", "hanginit=100")]
    [InlineData("no such token", "absent=1000")]
    public void A_fault_that_stays_ends_the_run_with_status_4_and_leaves_the_old_zone(string reason,
        params string[] settings)
    {
        using FaultyModule module = new(settings);
        using FaultyZone zone = new(module.Path);
        File.WriteAllText(zone.Signed, OldZone);
        long start = Stopwatch.GetTimestamp();
        bool isHanging = reason.Contains("did not answer", StringComparison.Ordinal);
        SignallRun run = zone.Sign("--token-timeout", isHanging ? "1s" : "20s", "--previous", zone.Unsigned);
        Assert.True(run.Status == ExitStatus.KeyUnavailable, run.Output + run.Error);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Bound);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.Contains("hint: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(OldZone, File.ReadAllText(zone.Signed));
        Assert.InRange(module.Logins, 0, 20);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_run_that_gives_up_says_how_many_hours_are_left()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        zone.Sign("--validity", "10d", "--jitter", "0", "--refresh", "1d").MustSucceed();
        byte[] before = File.ReadAllBytes(zone.Signed);
        module.Set("fault=rv", "rv=0x32");
        SignallRun run = zone.Sign("--sign-all", "--validity", "20d");
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("stays as it is, and its first signature expires in 240.0 hours", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("gave up after starting the module again", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(zone.Signed));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void The_operators_command_is_the_last_resort()
    {
        using FaultyModule module = new("fault=rv", "rv=0x32", "after=20");
        using FaultyZone zone = new(module.Path);
        string healed = $"printf 'module=%s\\n' '{SoftHsm.Module}' > '{module.Path}.conf'";
        zone.Sign("--token-restart-command", healed).MustSucceed();
        module.Set("fault=rv", "rv=0x32");
        SignallRun failed = zone.Sign("--sign-all", "--token-restart-command", "exit 3");
        Assert.Equal(ExitStatus.KeyUnavailable, failed.Status);
        Assert.True(failed.Error.Contains("the operator's command ended with status 3",
            StringComparison.Ordinal), failed.Error);
        Assert.Contains("CKR_DEVICE_REMOVED", failed.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void What_the_operators_command_prints_is_logged_and_it_gets_no_PIN()
    {
        const string variable = "THE_OPERATORS_PIN";
        using FaultyModule module = new("fault=rv", "rv=0x32", "after=20");
        using FaultyZone zone = new(module.Path);
        string command =
            $"echo it has ${{{variable}-none}}; echo and an error >&2; printf 'module=%s\\n' '{SoftHsm.Module}' > '{module.Path}.conf'";
        string[] arguments = zone.Arguments("--json", "--verbose", "--token-restart-command", command);
        arguments[Array.IndexOf(arguments, "--pin") + 1] = "env:" + variable;
        Environment.SetEnvironmentVariable(variable, SoftHsm.Pin);
        SignallRun run = SignallRun.Run(arguments).MustSucceed();
        Environment.SetEnvironmentVariable(variable, null);
        JsonDocument.Parse(run.Output).Dispose();
        Assert.Contains("the operator's command printed: it has none", run.Error, StringComparison.Ordinal);
        Assert.Contains("the operator's command printed: and an error", run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_that_is_slow_is_waited_for()
    {
        using FaultyModule module = new("slow=300");
        using FaultyZone zone = new(module.Path, names: 3);
        zone.Sign("--token-timeout", "2s").MustSucceed();
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("sessions=2")]
    [InlineData("sessions=3", "leak=1")]
    public void A_token_with_few_sessions_signs_with_those(params string[] settings)
    {
        using FaultyModule module = new(settings);
        using FaultyZone zone = new(module.Path);
        zone.Sign("--threads", "6").MustSucceed();
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void What_a_module_prints_never_reaches_standard_output()
    {
        using FaultyModule module = new("fault=print");
        using FaultyZone zone = new(module.Path);
        SignallRun run = zone.Sign("--verbose", "--json").MustSucceed();
        JsonDocument.Parse(run.Output).Dispose();
        Assert.Contains("printed: module: a line on ?[31mstandard output", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("printed: module: a line on standard error", run.Error, StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_wrong_PIN_is_tried_once_over_all_runs_until_it_changes_or_is_cleared()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path) { Pin = "999999" };
        Assert.Contains("CKR_PIN_INCORRECT", Refused(), StringComparison.Ordinal);
        Assert.Equal(1, module.Logins);
        Assert.Contains("was wrong before and is not tried again", Refused(), StringComparison.Ordinal);
        Assert.Equal(1, module.Logins);
        string memory = Path.Combine(zone.State, "wrong-pins");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(memory));
        Assert.DoesNotContain("999999", File.ReadAllText(memory), StringComparison.Ordinal);
        FaultyZone.Keyall("token", "clear-pin", "--token", "pkcs11:token=nowhere", "--state", zone.State);
        Refused();
        Assert.Equal(1, module.Logins);
        FaultyZone.Keyall("token", "clear-pin", "--token", "pkcs11:token=zone%20keys", "--state", zone.State);
        Refused();
        Assert.Equal(2, module.Logins);
        zone.Pin = SoftHsm.Pin;
        zone.Sign().MustSucceed();

        string Refused()
        {
            SignallRun run = zone.Sign();
            Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
            return run.Error;
        }
    }

    /// <summary>A module that calls a wrong PIN a general error: the flag says that it cost a try.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_login_that_cost_a_try_is_not_made_again_whatever_the_module_calls_it()
    {
        using FaultyModule module = new("login=0x5", "lowered=0x10000");
        using FaultyZone zone = new(module.Path);
        SignallRun first = zone.Sign();
        Assert.Equal(ExitStatus.KeyUnavailable, first.Status);
        Assert.Contains("the login that failed cost a try", first.Error, StringComparison.Ordinal);
        SignallRun second = zone.Sign();
        Assert.Equal(ExitStatus.KeyUnavailable, second.Status);
        Assert.Contains("was wrong before and is not tried again", second.Error, StringComparison.Ordinal);
        Assert.Equal(1, module.Logins);
    }

    /// <summary>Nothing is known of the device, so that any failure of a login may be a wrong PIN.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_login_that_fails_unclearly_is_not_made_again_where_the_device_is_unknown()
    {
        using FaultyModule module = new("login=0x5");
        using FaultyZone zone = new(module.Path);
        Assert.Contains("may have cost a try", Refused(), StringComparison.Ordinal);
        Assert.Contains("it is unclear whether its PIN is right", Refused(), StringComparison.Ordinal);
        Assert.Equal(1, module.Logins);

        string Refused()
        {
            SignallRun run = zone.Sign("--token-profile", "generic");
            Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
            return run.Error;
        }
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("generic", ExitStatus.KeyUnavailable, 1)]
    [InlineData("softhsm", ExitStatus.Done, 2)] // it shows that no try was lost
    public void A_run_that_is_killed_over_a_login_has_written_the_PIN_down_before(string profile,
        ExitStatus next, int logins)
    {
        using FaultyModule module = new("hanglogin=1");
        using FaultyZone zone = new(module.Path);
        string[] arguments = zone.Arguments("--token-profile", profile, "--token-timeout", "60s");
        using (Process tool = Process.Start(SignallProcess.Executable, arguments))
        {
            Assert.True(SpinWait.SpinUntil(() => File.Exists(module.Path + ".counts")
                && module.Logins == 1, TimeSpan.FromMinutes(2)));
            tool.Kill();
            tool.WaitForExit();
        }

        SignallRun run = zone.Sign("--token-profile", profile);
        Assert.True(next == run.Status, run.Error);
        Assert.Equal(logins, module.Logins);
        Assert.Equal(next == ExitStatus.KeyUnavailable,
            run.Error.Contains("may have cost a try", StringComparison.Ordinal));
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void No_PIN_is_tried_that_could_not_be_remembered()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        Directory.CreateDirectory(Path.Combine(zone.State, "wrong-pins.new", "in-the-way"));
        SignallRun run = zone.Sign();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("the list of wrong PINs cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, module.Logins);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_run_that_cannot_remember_a_wrong_PIN_says_so()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        string[] arguments = zone.Arguments();
        int state = Array.IndexOf(arguments, "--state");
        ForeignRun run = ForeignTool.Run(
            "env", ["-u", "HOME", "-u", "STATE_DIRECTORY", "-u", "XDG_STATE_HOME", SignallProcess.Executable,
                .. arguments[..state], .. arguments[(state + 2)..]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("there is no state directory", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("there is no state directory", zone.Sign("--sign-all").MustSucceed().Error,
            StringComparison.Ordinal);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void No_PIN_is_tried_where_one_more_wrong_one_would_lock_the_token()
    {
        using FaultyModule module = new("flags=0x20000");
        using FaultyZone zone = new(module.Path);
        Assert.Equal(ExitStatus.KeyUnavailable, zone.Sign().Status);
        Assert.Equal(0, module.Logins);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_list_of_wrong_PINs_that_is_damaged_stops_all_logins()
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path);
        Directory.CreateDirectory(zone.State);
        File.WriteAllText(Path.Combine(zone.State, "wrong-pins"), "# list\nnonsense\n");
        SignallRun run = zone.Sign();
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("wrong-pins:2: not a line", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, module.Logins);
    }

    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler)]
    public void A_token_host_ends_with_the_tool_that_started_it()
    {
        using FaultyModule module = new("fault=hang", "after=10");
        using FaultyZone zone = new(module.Path);
        ProcessStartInfo start = new("/bin/bash",
            ["-c", "exec 9< \"$1\"; shift; exec \"$@\"", "bash", zone.Unsigned, SignallProcess.Executable,
                .. zone.Arguments("--token-timeout", "60s")]);
        string[] secrets = ["ANOTHER_PROGRAMS_SECRET", "USER_PIN", "SOFTHSM_PIN", "PATH_SECRET",
            "PKCS11_PASSWORD"];
        Array.ForEach(secrets, name => start.Environment[name] = "of another program");
        using Process tool = Process.Start(start)!;
        int host = WaitForHost(module, tool.Id);
        string status = File.ReadAllText($"/proc/{host}/status");
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Contains("SOFTHSM2_CONF=", ChildProcess.EnvironmentOf(host), StringComparison.Ordinal);
        Assert.All(secrets,
            name => Assert.DoesNotContain(name, ChildProcess.EnvironmentOf(host), StringComparison.Ordinal));
        Assert.NotEmpty(Directory.GetFiles(Path.GetTempPath(), ChildProcess.DiagnosticPortOf(tool.Id)));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), ChildProcess.DiagnosticPortOf(host)));
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        string limits = File.ReadAllText($"/proc/{host}/limits");
        Assert.Contains("Max core file size        0", limits, StringComparison.Ordinal);
        Assert.Contains("Max data size             2147483648", limits, StringComparison.Ordinal);
        Assert.True(File.Exists($"/proc/{tool.Id}/fd/9"), "the tool itself has it");
        Assert.DoesNotContain(
            Directory.GetFiles($"/proc/{host}/fd"), descriptor =>
                File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.FullName == zone.Unsigned);
        tool.Kill();
        tool.WaitForExit();
        Assert.True(SpinWait.SpinUntil(() => !ChildProcess.IsAlive(host), TimeSpan.FromMinutes(2)));
    }

    /// <summary>The module tries at each login; a profile for which nothing is known has the network.</summary>
    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData(null, false)]
    [InlineData("smartcard-hsm", false)]
    [InlineData("generic", true)]
    [InlineData("keyper", true)]
    public void A_module_reaches_the_network_only_where_its_device_needs_that(string? profile, bool isOpen)
    {
        using FaultyModule module = new("fault=rv", "rv=0x101", "after=20", "times=1", "until=login"); // a second login on the way
        using FaultyZone zone = new(module.Path, algorithm: DnssecAlgorithm.RSASHA256);
        zone.Sign(profile is null ? [] : ["--token-profile", profile]).MustSucceed();
        Assert.Equal((2, 2), (module.Logins, module.LocalSockets));
        Assert.True(isOpen
            ? module.NetworkSockets >= 2 : module.NetworkSockets == 0, $"{module.NetworkSockets} sockets");
    }

    /// <summary>A filter of system calls that forbids the making of filters (seccomp), as some containers have.</summary>
    [ForeignToolFact(SoftHsm.Program, FaultyModule.Compiler, "python3")]
    public void Where_the_network_cannot_be_taken_from_a_module_that_is_said_once()
    {
        const string script = """
            import ctypes, os, platform, struct, sys
            number = {'x86_64': 317, 'aarch64': 277}[platform.machine()]
            rows = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)]
            code = ctypes.create_string_buffer(b''.join(struct.pack('HBBI', *row) for row in rows))
            program = ctypes.create_string_buffer(struct.pack('HxxxxxxQ', len(rows), ctypes.addressof(code)))
            libc = ctypes.CDLL(None)
            assert libc.prctl(38, 1, 0, 0, 0) == 0 and libc.prctl(22, 2, ctypes.c_void_p(ctypes.addressof(program)), 0, 0) == 0
            os.execv(sys.argv[1], sys.argv[1:])
            """;
        using FaultyModule module = new("fault=rv", "rv=0x101", "after=20", "times=1", "until=login");
        using FaultyZone zone = new(module.Path);
        ForeignRun run = ForeignTool.Run("python3",
            ["-c", script, SignallProcess.Executable, .. zone.Arguments()]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(2, run.Error.Split("going on with it open").Length);
        Assert.True(module.NetworkSockets > 0);
    }

    /// <summary>RSA signatures are the same octets whoever hashes and pads.</summary>
    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("hide=1")] // CKM_RSA_PKCS
    [InlineData("hide=9")] // CKM_RSA_X_509 too
    public void A_token_without_the_usual_mechanisms_signs_in_another_way(string hidden)
    {
        using FaultyModule module = new();
        using FaultyZone zone = new(module.Path, names: 5, DnssecAlgorithm.RSASHA256);
        string[] dates = ["--time", "20270115000000", "--sign-all", "--validity", "10d", "--jitter", "0"];
        zone.Sign(dates).MustSucceed();
        byte[] usual = File.ReadAllBytes(zone.Signed);
        File.Delete(zone.Signed);
        module.Set(hidden);
        zone.Sign(dates).MustSucceed();
        Assert.Equal(usual, File.ReadAllBytes(zone.Signed));
    }

    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("softhsm", "login=0xA4", "unlock it with the SO PIN or PUK")]
    [InlineData("smartcard-hsm", "login=0xA4", "pkcs11-tool --login --login-type so --init-pin")]
    [InlineData("tpm2-pkcs11", "login=0xA4", "tpm2_dictionarylockout --clear-lockout")]
    [InlineData("opencryptoki-tpm", "login=0x6", "systemctl restart tcsd")]
    [InlineData("smartcard-hsm", "login=0xE0", "opensc-tool --list-readers")]
    public void What_failed_is_explained_for_the_device(string profile, string fault, string hint)
    {
        using FaultyModule module = new(fault);
        using FaultyZone zone = new(module.Path, algorithm: DnssecAlgorithm.RSASHA256);
        SignallRun run = zone.Sign("--token-profile", profile, "--token-patience", "2s");
        Assert.Equal(ExitStatus.KeyUnavailable, run.Status);
        Assert.Contains("CKR_", run.Error, StringComparison.Ordinal);
        Assert.Matches($"hint: .*{System.Text.RegularExpressions.Regex.Escape(hint)}", run.Error);
    }

    /// <summary>In the tool's own process nothing can end a call that hangs; the run ends all the same.</summary>
    [ForeignToolTheory(SoftHsm.Program, FaultyModule.Compiler)]
    [InlineData("fault=hang", "after=20")]
    [InlineData("hanginit=1")]
    public void A_module_that_hangs_in_the_tools_process_ends_the_run(params string[] settings)
    {
        using FaultyModule module = new(settings);
        using FaultyZone zone = new(module.Path);
        File.WriteAllText(zone.Signed, OldZone);
        long start = Stopwatch.GetTimestamp();
        SignallRun run = zone.Sign("--in-process", "--token-timeout", "2s", "--previous", zone.Unsigned);
        Assert.True(run.Status == ExitStatus.KeyUnavailable, run.Output + run.Error);
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 2, 120);
        Assert.Contains("the module did not answer in time, and is in this process", run.Error,
            StringComparison.Ordinal);
        Assert.Contains("hint: run without --in-process", run.Error, StringComparison.Ordinal);
        Assert.Equal(OldZone, File.ReadAllText(zone.Signed));
    }

    private static int WaitForHost(FaultyModule module, int parent)
    {
        Assert.True(SpinWait.SpinUntil(() => ChildProcess.Of(parent) > 0
            && File.Exists(module.Path + ".counts") && module.Faults > 0, TimeSpan.FromMinutes(2)));
        return ChildProcess.Of(parent);
    }
}
