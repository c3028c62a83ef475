using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>What a run could not tell, because it was killed or hangs, is told all the same, and
/// once.</summary>
public sealed class UntoldTests : IDisposable
{
    private readonly Registry _registry = new(["example", "other"]);

    private string Told => _registry.Files["told"];

    [Fact]
    public void What_a_run_that_was_killed_had_to_tell_the_next_one_tells_once()
    {
        _registry.Run().MustSucceed();
        string deadly = _registry.Files.Write("deadly", "");
        Notify($"test -e {deadly} && {{ kill -9 $PPID; exit; }}; echo \\\"$0\\\" >> {Told}");
        _registry.WriteZone("example", "garbage (");
        using (Process killed = _registry.StartProcess("run"))
        {
            killed.WaitForExit();
            Assert.Equal(137, killed.ExitCode);
        }

        Assert.Contains("INPUT-UNREADABLE", _registry.Signall("status").Output, StringComparison.Ordinal); // it was written down
        File.Delete(deadly);
        File.Delete(Told);
        _registry.Run();
        _registry.Run();
        Assert.Equal("signall: example. INPUT-UNREADABLE\n", File.ReadAllText(Told));
        _registry.WriteZone("example", Registry.TextOf(2, 21));
        _registry.Run().MustSucceed();
        _registry.Run().MustSucceed();
        Assert.Equal("signall: example. INPUT-UNREADABLE\nsignall: example. INPUT-UNREADABLE ended\n",
            File.ReadAllText(Told));
    }

    [Fact]
    public void A_run_that_was_refused_and_killed_leaves_the_message_to_the_next_one()
    {
        _registry.Run().MustSucceed();
        string deadly = _registry.Files.Write("deadly", "");
        Notify($"test -e {deadly} && {{ kill -9 $PPID; exit; }}; echo \\\"$0\\\" >> {Told}");
        File.WriteAllText(Path.Combine(_registry.State, "clock.json"),
            $"{{ \"last\": \"{_registry.Now + 86_400}\" }}");
        using (Process killed = _registry.StartProcess("run"))
        {
            killed.WaitForExit();
            Assert.Equal(137, killed.ExitCode);
        }

        File.Delete(deadly);
        File.Delete(Told);
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        Assert.Equal("signall: CLOCK-BACKWARDS, nothing is signed\n", File.ReadAllText(Told));
    }

    [Fact]
    public void The_end_of_a_problem_that_a_killed_run_had_to_tell_the_next_one_tells_once()
    {
        _registry.Run().MustSucceed();
        string deadly = _registry.Files["deadly"];
        Notify($"test -e {deadly} && {{ kill -9 $PPID; exit; }}; echo \\\"$0\\\" >> {Told}");
        string clock = Path.Combine(_registry.State, "clock.json");
        string right = File.ReadAllText(clock);
        File.WriteAllText(clock, $"{{ \"last\": \"{_registry.Now + 86_400}\" }}");
        Assert.Equal(ExitStatus.Refused, _registry.Run().Status);
        File.WriteAllText(clock, right);
        File.WriteAllText(deadly, "");
        using (Process killed = _registry.StartProcess("run"))
        {
            killed.WaitForExit();
            Assert.Equal(137, killed.ExitCode);
        }

        Assert.DoesNotContain("runs sign nothing", _registry.Signall("status").Output,
            StringComparison.Ordinal);
        File.Delete(deadly);
        File.Delete(Told);
        _registry.Run().MustSucceed();
        _registry.Run().MustSucceed();
        Assert.Equal("signall: CLOCK-BACKWARDS ended\n", File.ReadAllText(Told));
    }

    [Fact]
    public void A_command_that_leaves_a_child_in_the_background_has_ended()
    {
        Notify($"echo \\\"$0\\\" >> {Told}; sleep 90 & true");
        _registry.Run().MustSucceed();
        _registry.WriteZone("example", "garbage (");
        Stopwatch watch = Stopwatch.StartNew();
        Assert.DoesNotContain("could not be sent", _registry.Run().Error, StringComparison.Ordinal);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        _registry.Run();
        Assert.Equal("signall: example. INPUT-UNREADABLE\n", File.ReadAllText(Told));
    }

    [Fact]
    public void Health_tells_once_of_a_run_that_hangs_where_no_other_run_meets_it()
    {
        Notify($"echo \\\"$0\\\" >> {Told}");
        _registry.Run().MustSucceed();
        using (RunLock.Take(StateDirectory.At(_registry.State), "stuck", _registry.Now, wait: 0,
            CancellationToken.None))
        {
            _registry.Now += 5 * 3_600;
            _registry.Signall("health");
            Assert.False(File.Exists(Told)); // a long run, perhaps
            _registry.Now += 2 * 3_600;
            Assert.Contains("runs sign nothing: [LOCK-HELD]", _registry.Signall("health").Output,
                StringComparison.Ordinal);
            _registry.Signall("health");
            Assert.Equal("signall: LOCK-HELD, nothing is signed\n", File.ReadAllText(Told));
        }

        _registry.Run().MustSucceed();
        Assert.Equal("signall: LOCK-HELD, nothing is signed\nsignall: LOCK-HELD ended\n",
            File.ReadAllText(Told));
    }

    [Fact]
    public void What_health_had_to_tell_when_it_was_killed_it_tells_the_next_time_once()
    {
        _registry.Run().MustSucceed();
        string deadly = _registry.Files.Write("deadly", "");
        Notify($"test -e {deadly} && {{ kill -9 $PPID; exit; }}; echo \\\"$0\\\" >> {Told}");
        string path = _registry.Files["dnssec.yaml"];
        File.AppendAllText(path, "\nnonsense: yes\n");
        using (Process killed = _registry.StartProcess("health"))
        {
            killed.WaitForExit();
            Assert.Equal(137, killed.ExitCode);
        }

        File.Delete(deadly);
        File.Delete(Told);
        _registry.Signall("health");
        _registry.Signall("health");
        Assert.Equal("signall: CONFIGURATION, nothing is signed\n", File.ReadAllText(Told));
    }

    public void Dispose() => _registry.Dispose();

    private void Notify(string script) =>
        _registry.Configure(sections: $"notify: {{ command: [/bin/sh, -c, \"{script}\"], timeout: 80s }}");
}
