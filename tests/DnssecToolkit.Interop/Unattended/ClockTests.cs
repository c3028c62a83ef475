using DnssecToolkit.CommandLine;
using DnssecToolkit.Interop.Signing;

namespace DnssecToolkit.Interop.Unattended;

/// <summary>Clocks that are wrong, and what contradicts them.</summary>
public class ClockTests
{
    private const int Hour = 3_600;
    private const int Day = 86_400;

    [Theory]
    [InlineData(-730, "CLOCK-BACKWARDS")]
    [InlineData(730, "CLOCK-AHEAD")]
    public void A_clock_that_contradicts_the_last_run_is_not_believed_until_told_otherwise(int days, string code)
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
        Assert.Contains($"[CLOCK-BACKWARDS] the clock says {registry.Now}, and {evidence}{registry.Signed("example")} was at ", run.Error, StringComparison.Ordinal);
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

    [Fact]
    public void A_weekend_without_runs_is_normal()
    {
        using Registry registry = new(["example"]);
        registry.Run().MustSucceed();
        registry.Now += 4 * Day;
        registry.Run().MustSucceed();
    }
}
