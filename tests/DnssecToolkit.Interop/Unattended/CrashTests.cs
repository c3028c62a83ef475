using System.Diagnostics;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Interop.Zones;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Killed, or out of room: what is served stays whole, and the next run does what was
/// left.</summary>
public class CrashTests
{
    private const int Killed = 137;

    [ForeignToolFact("dnssec-verify")]
    public void A_run_that_is_killed_at_any_moment_leaves_whole_files_and_the_next_mends()
    {
        const ulong seed = 20261121;
        RandomZones moments = new(seed);
        using Registry registry = new(["example", "other"]);
        registry.Run().MustSucceed();
        registry.WriteZone("example", Registry.TextOf(2, 1_500));
        int whole = TimeOfRun(registry);
        for (int i = 0; i < 14; i++)
        {
            registry.WriteZone("example", Registry.TextOf(3 + i, 1_500 + i));
            registry.WriteZone("other", Registry.TextOf(2 + i, 20 + (i % 2)));
            using (Process process = registry.StartProcess("run"))
            {
                process.WaitForExit(moments.Below(whole));
                process.Kill();
                process.WaitForExit();
            }

            Assert.All(registry.Zones, registry.MustBeSound);
        }

        registry.Now = Clock.Now;
        registry.Run().MustSucceed();
        Assert.Contains("n1512.example.", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        Assert.All(registry.Zones, registry.MustBeSound);
        Assert.Contains("2 fresh", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    // In milliseconds: on a slow machine the moments have to be as late as the steps are.
    private static int TimeOfRun(Registry registry)
    {
        Stopwatch watch = Stopwatch.StartNew();
        using Process process = registry.StartProcess("run");
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, process.StandardError.ReadToEnd());
        return (int)watch.ElapsedMilliseconds;
    }

    [ForeignToolTheory("dnssec-verify", "sh")]
    [InlineData("gates: { default: { second-opinions: [[/bin/sh, -c, \"kill -9 $PPID\"]] } }", "")] // proven, not yet installed
    [InlineData("servers: { s: { reload: [/bin/sh, -c, \"kill -9 $PPID\"] } }", "server: s, ")] // installed, not yet told or remembered
    public void A_run_that_is_killed_between_steps_is_mended_by_the_next(string sections, string zoneFields)
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.Configure(sections, zoneFields);
        registry.WriteZone("example", Registry.TextOf(2, 21));
        using (Process process = registry.StartProcess("run"))
        {
            process.WaitForExit();
            Assert.Equal(Killed, process.ExitCode);
        }

        registry.MustBeSound("example");
        registry.Configure();
        SignallRun next = registry.Run().MustSucceed();
        Assert.Contains("did not come to its end", next.Error, StringComparison.Ordinal);
        Assert.Contains("\"event\":\"interrupted\"", registry.Journal, StringComparison.Ordinal);
        Assert.Contains("n20.example.", File.ReadAllText(registry.Signed("example")),
            StringComparison.Ordinal);
        registry.MustBeSound("example");
        Assert.Contains("1 fresh", registry.Run().MustSucceed().Error, StringComparison.Ordinal);
    }

    [TmpfsFact("mount", "umount", "dnssec-verify")]
    public void A_full_disk_is_told_and_nothing_is_lost()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        string small = registry.Files["small"];
        Directory.CreateDirectory(small);
        ForeignTool.Run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small).MustSucceed();
        try
        {
            // The output first: a zone that does not fit.
            File.Copy(registry.Signed("example"), Path.Combine(small, "example"));
            registry.Files.Write("dnssec.yaml", File.ReadAllText(registry.Files["dnssec.yaml"])
                .Replace($"{registry.Files["signed"]}/", $"{small}/", StringComparison.Ordinal));
            registry.WriteZone("example", Registry.TextOf(2, 2_000));
            SignallRun run = registry.Run();
            Assert.Equal(ExitStatus.UnwritableOutput, run.Status);
            Assert.Contains("No space left on device", run.Error, StringComparison.Ordinal);
            Assert.Equal(before, File.ReadAllText(Path.Combine(small, "example")));

            ForeignTool.Run("mount", "-o", "remount,size=64m", small).MustSucceed();
            registry.Run().MustSucceed();
            Assert.Contains("n1999.example.", File.ReadAllText(Path.Combine(small, "example")),
                StringComparison.Ordinal);
        }
        finally
        {
            ForeignTool.Run("umount", small).MustSucceed();
        }
    }
}
