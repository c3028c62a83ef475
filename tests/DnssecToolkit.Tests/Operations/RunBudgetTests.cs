using System.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Planning;

namespace DnssecToolkit.Tests.Operations;

/// <summary>What zones share of a run's budget, and what tokens have to do in it.</summary>
public class RunBudgetTests
{
    private static readonly long Second = Stopwatch.Frequency;

    [Fact]
    public void The_clock_of_a_run_begins_with_its_first_tokens()
    {
        RunBudget budget = new();
        Assert.Equal(160 * Second, budget.EndOf(60, 100 * Second));
        Assert.Equal(160 * Second, budget.EndOf(60, 130 * Second));
        Assert.Equal(110 * Second, budget.EndOf(10, 130 * Second)); // another policy, the same clock
        Assert.Equal(190 * Second, new RunBudget().EndOf(60, 130 * Second));
    }

    [Fact]
    public void What_cannot_wait_is_added_up_over_zones_and_said_once()
    {
        RunBudget budget = new();
        Assert.Null(budget.NoteMandatory(10, 0, 6 * Second, 5));
        Assert.Null(budget.NoteMandatory(10, 1 * Second, 8 * Second, 5)); // together eight seconds
        (long count, TimeSpan took) = Assert.NotNull(
            budget.NoteMandatory(10, 20 * Second, 23 * Second, 7));
        Assert.Equal((17, 11), (count, took.TotalSeconds));
        Assert.Null(budget.NoteMandatory(10, 30 * Second, 90 * Second, 7));
    }

    [Fact]
    public void Each_key_counts_in_its_own_token()
    {
        TokenTimes times = new(10, [("slow", 4), ("fast", 0.1), null]);
        times.Add(0, 2);
        Assert.False(times.TryAdd(0)); // eight seconds of ten are gone
        Assert.True(times.TryAdd(1));
        Assert.True(times.TryAdd(2));
        Assert.Equal(8, times.Longest);
    }
}
