using DnssecToolkit.Names;
using DnssecToolkit.Operations.Unattended;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Operations;

/// <summary>Which children are asked for their CDS, and when.</summary>
public class CdsRoundTests
{
    private const int Hour = 3_600;
    private const int Day = 86_400;
    private static readonly Timestamp Begin = new(1_795_219_200);
    private static readonly DomainName[] Children = [.. Enumerable.Range(0, 2_400)
        .Select(i => DomainName.Parse($"child{i}.example."))];

    [Fact]
    public void In_a_day_of_hourly_runs_each_child_is_asked_once_and_each_run_asks_about_as_many()
    {
        List<DomainName> asked = [];
        Timestamp? polled = Begin;
        for (int hour = 1; hour <= 24; hour++)
        {
            CdsRound round = CdsRound.Of(Children, Day, 1_000, polled, Begin + (hour * Hour));
            Assert.InRange(round.Children.Count, 50, 150);
            asked.AddRange(round.Children);
            polled = round.PolledAfter(round.Children.Count);
        }

        Assert.Equal(Children.Order(), asked.Order());
    }

    [Fact]
    public void What_does_not_fit_into_a_run_is_asked_by_the_next_and_nobody_is_passed_over()
    {
        Dictionary<DomainName, int> asked = Children.ToDictionary(child => child, _ => 0);
        Timestamp? polled = null;
        bool isBehind = false;
        for (int hour = 0; hour < 240; hour++)
        {
            CdsRound round = CdsRound.Of(Children, Day, 50, polled, Begin + (hour * Hour)); // 1200 a day: half of what it should be
            Assert.InRange(round.Children.Count, 1, 50);
            isBehind = round.IsBehind;
            foreach (DomainName child in round.Children)
            {
                asked[child]++;
            }

            polled = round.PolledAfter(round.Children.Count);
        }

        Assert.True(isBehind);
        Assert.All(asked.Values, times => Assert.InRange(times, 4, 6)); // 240 runs of 50
    }

    [Fact]
    public void A_round_that_time_cut_short_goes_on_where_it_ended()
    {
        CdsRound first = CdsRound.Of(Children, Day, 2_400, null, Begin);
        Assert.Equal(Children.Length, first.Children.Count);
        Timestamp polled = first.PolledAfter(1_000);
        CdsRound second = CdsRound.Of(Children, Day, 2_400, polled, Begin);
        Assert.Empty(Children.Except(first.Children.Take(1_000)).Except(second.Children));
        Assert.InRange(second.Children.Count, 1_400, 1_410); // who has the moment of the last one is asked again
        Assert.False(second.IsBehind);
    }

    [Fact]
    public void A_clock_that_went_back_and_runs_that_paused_for_weeks_ask_each_child_once()
    {
        Assert.Equal(Children.Length, CdsRound.Of(Children, Day, 5_000, Begin + Day, Begin).Children.Count);
        CdsRound after = CdsRound.Of(Children, Day, 5_000, Begin - (30 * Day) - 17, Begin);
        Assert.Equal(Children.Order(), after.Children.Order());
        Assert.Equal(Begin, after.PolledAfter(Children.Length));
        Assert.False(CdsRound.IsDue(Day, Begin, Begin + 60));
        Assert.True(CdsRound.IsDue(Day, Begin, Begin + Hour));
    }
}
