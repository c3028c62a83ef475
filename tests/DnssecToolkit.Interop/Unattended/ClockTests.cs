using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;
using DnssecToolkit.Time;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Clocks that are wrong, and what contradicts them.</summary>
public class ClockTests
{
    private const int Hour = 3_600;
    private const int Day = 86_400;

    [Theory]
    [InlineData(-730, "CLOCK-BACKWARDS")]
    [InlineData(730, "CLOCK-AHEAD")]
    public void A_clock_that_contradicts_the_last_run_is_not_believed_until_told_otherwise(int days,
        string code)
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        string before = File.ReadAllText(registry.Signed("example"));
        registry.Now += days * (long)Day;
        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains($"[{code}]", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        if (days > 0)
        {
            registry.Run("--accept", code, "--because", "two years in a drawer").MustSucceed();
            registry.Run().MustSucceed();
        }
    }

    [Theory]
    [InlineData(false, "the last writing of ")]
    [InlineData(true, "the beginning of a signature in ")]
    public void Where_the_state_is_lost_signed_files_contradict_a_clock(bool isTouched, string evidence)
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        Directory.Delete(registry.State, recursive: true);
        if (isTouched)
        {
            File.SetLastWriteTimeUtc(registry.Signed("example"), DateTime.UnixEpoch);
        }

        registry.Now -= 30 * Day;
        SignallRun run = registry.Run();
        Assert.Equal(ExitStatus.Refused, run.Status);
        Assert.Contains(
            $"[CLOCK-BACKWARDS] the clock says {registry.Now}, and {evidence}{registry.Signed("example")} was at ", run.Error, StringComparison.Ordinal);
        registry.Now += 30 * Day;
        registry.Run().MustSucceed();
    }

    [Fact]
    public void A_clock_that_was_ahead_and_is_right_again_is_believed_once_told_so()
    {
        using Registry registry = new(["example", "held"]);
        registry.Run().MustSucceed();
        registry.Now += 20 * Day;
        registry.Run().MustSucceed(); // signed for a time that is to come
        registry.Now -= 20 * Day;
        registry.Signall("hold", "held", "--because", "it is looked at").MustSucceed(); // its state speaks for the wrong clock on and on
        Assert.Equal(ExitStatus.Refused, registry.Run().Status);
        registry.Run("--accept", "CLOCK-BACKWARDS", "--because", "the clock was ahead").MustSucceed();
        registry.MustBeSound("example");
        registry.Now += Hour;
        registry.Run().MustSucceed();
    }

    [Theory]
    [InlineData(3, 0, "CLOCK-AHEAD")]
    [InlineData(3, 6, "CLOCK-BACKWARDS")]
    public void Within_one_boot_a_clock_has_to_move_as_the_machines_count_of_seconds_does(int byTheClock,
        int byTheCount, string code)
    {
        using Registry registry = new(["example"]);
        RunAsProcess(registry, ExitStatus.Done);
        string before = File.ReadAllText(registry.Signed("example"));
        MoveLastRun(registry, byTheClock * Day, byTheCount * Day);
        registry.WriteZone("example", Registry.TextOf(2, 21));
        string said = RunAsProcess(registry, ExitStatus.Refused);
        Assert.Contains($"[{code}]", said, StringComparison.Ordinal);
        Assert.Contains($"somebody set it {(byTheClock > byTheCount ? "ahead" : "back")} by 3d", said,
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(registry.Signed("example")));
        using (Process health = registry.StartProcess("health"))
        {
            Assert.Contains("somebody set it", health.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
        }

        RunAsProcess(registry, ExitStatus.Done, "--accept", code, "--because", "it was wrong before");
        RunAsProcess(registry, ExitStatus.Done);
        registry.MustBeSound("example");
    }

    [Fact]
    public void A_weekend_off_and_a_weekend_without_runs_move_the_count_too_or_begin_it_anew()
    {
        using Registry registry = new(["example"]);
        RunAsProcess(registry, ExitStatus.Done);
        MoveLastRun(registry, 3 * Day, 3 * Day);
        RunAsProcess(registry, ExitStatus.Done);
        MoveLastRun(registry, 3 * Day, 0, boot: "another");
        RunAsProcess(registry, ExitStatus.Done);
    }

    // What is remembered, as if the last run had been so long ago by the clock, and so long by the count
    // since the machine's start.
    private static void MoveLastRun(Registry registry, long byTheClock, long byTheCount, string? boot = null)
    {
        string path = Path.Combine(registry.State, "clock.json");
        JsonNode clock = JsonNode.Parse(File.ReadAllText(path))!;
        Assert.True(TimestampText.TryParseAbsolute((string)clock["last"]!, out Timestamp last));
        clock["last"] = (last - byTheClock).ToString();
        clock["sinceBoot"] = (long.Parse((string)clock["sinceBoot"]!,
            CultureInfo.InvariantCulture) - byTheCount).ToString(CultureInfo.InvariantCulture);
        clock["boot"] = boot ?? (string)clock["boot"]!;
        File.WriteAllText(path, clock.ToJsonString());
    }

    private static string RunAsProcess(Registry registry, ExitStatus expected, params string[] arguments)
    {
        using Process process = registry.StartProcess(["run", .. arguments]);
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == (int)expected, $"status {process.ExitCode}: {said}");
        return said;
    }

    [Fact]
    public void A_weekend_without_runs_is_normal()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.Now += 4 * Day;
        registry.Run().MustSucceed();
    }
}
