using System.Globalization;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>The run is killed at each rename, flush, removal and write in turn, by strace's fault
/// injection.</summary>
/// <remarks>Not with --seccomp-bpf: under it strace misses most injections.</remarks>
public class StepKillTests
{
    private const int MostSteps = 60;
    private const int Killed = 137;

    [ForeignToolTheory("strace", "dnssec-verify")]
    [InlineData("rename,renameat,renameat2")]
    [InlineData("fsync")]
    [InlineData("unlink,unlinkat")]
    [InlineData("pwrite64")]
    public void A_run_that_is_killed_at_any_step_leaves_whole_files_and_the_next_mends(string calls)
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        int step = 1;
        for (ForeignRun run = KillAt(registry, calls, step); run.ExitCode == Killed; run = KillAt(registry,
            calls, ++step))
        {
            registry.MustBeSound("example");
            string why = registry.Signall("why", "example", "SOA").MustSucceed().Output;
            Assert.Matches(
                "made in run .*, because (it is new here|the zone file changed|a run was interrupted)", why);
            Assert.True(step < MostSteps, "there is no end to the steps");
        }

        Assert.True(step > 1, $"no {calls} was met");
        SignallRun next = registry.Run().MustSucceed();
        Assert.Contains("1 fresh", next.Error, StringComparison.Ordinal);
        Assert.Contains($"n{19 + step}.example.", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        registry.MustBeSound("example");
    }

    // Each step has new input, so that there is something to do; it ends with status 0 when there is no such
    // step any more.
    private static ForeignRun KillAt(Registry registry, string calls, int step)
    {
        registry.WriteZone("example", Registry.TextOf(step + 1, 20 + step));
        ForeignRun run = ForeignTool.Run(
            "strace", "-f", "-o", registry.Files["strace"], "-e", $"trace={calls}",
            "-e", string.Create(CultureInfo.InvariantCulture, $"inject={calls}:signal=KILL:when={step}"),
            SignallProcess.Executable, "run", "--config", registry.Files["dnssec.yaml"]);
        Assert.True(run.ExitCode is 0 or Killed, run.Everything);
        return run;
    }
}
