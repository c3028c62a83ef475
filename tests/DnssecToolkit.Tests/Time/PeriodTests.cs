using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Time;

public class PeriodTests
{
    [Theory]
    [InlineData("2026-01-31", "P1M", "2026-02-28")]
    [InlineData("2028-01-31", "P1M", "2028-02-29")]
    [InlineData("2026-01-31", "P2M", "2026-03-31")]
    [InlineData("2028-02-29", "P1Y", "2029-02-28")]
    [InlineData("2026-12-15", "P1M1D", "2027-01-16")]
    [InlineData("2026-12-15", "30d", "2027-01-14")]
    public void Addition_LeadsToTheSameDayOrTheMonthsLast(string from, string length, string to) =>
        Assert.Equal(Moment(to), Moment(from) + Length(length));

    [Theory]
    [InlineData("2026-03-31", "P1M", "2026-02-28")]
    [InlineData("2026-01-14", "P1Y", "2025-01-14")]
    [InlineData("2026-01-01", "1d", "2025-12-31")]
    public void Subtraction_GoesBackByTheCalendar(string from, string length, string to) =>
        Assert.Equal(Moment(to), Moment(from) - Length(length));

    [Fact]
    public void SecondsFrom_DependsOnTheMonth()
    {
        Assert.Equal(28 * 86_400, Length("P1M").SecondsFrom(Moment("2026-02-01")));
        Assert.Equal(31 * 86_400, Length("P1M").SecondsFrom(Moment("2026-03-01")));
    }

    private static Timestamp Moment(string text)
    {
        Assert.True(TimestampText.TryParseAbsolute(text, out Timestamp moment));
        return moment;
    }

    private static Period Length(string text)
    {
        Assert.True(PeriodText.TryParse(text, out Period period));
        return period;
    }
}
