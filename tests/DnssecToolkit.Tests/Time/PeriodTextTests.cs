using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Time;

public class PeriodTextTests
{
    private const long Day = 86_400;

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("3600", 0, 3_600)]
    [InlineData("30d", 0, 30 * Day)]
    [InlineData("30D", 0, 30 * Day)]
    [InlineData("1w2d", 0, 9 * Day)]
    [InlineData("1h30m", 0, 5_400)]
    [InlineData("90s", 0, 90)]
    [InlineData("P30D", 0, 30 * Day)]
    [InlineData("p4w", 0, 28 * Day)]
    [InlineData("P1DT12H", 0, Day + 43_200)]
    [InlineData("PT5M", 0, 300)]
    [InlineData("P1M", 1, 0)]
    [InlineData("P2Y", 24, 0)]
    [InlineData("P1Y2M3DT4H5M6S", 14, (3 * Day) + 14_706)]
    public void TryParse_ReadsBothGrammars(string text, int months, long seconds)
    {
        Assert.True(PeriodText.TryParse(text, out Period period));
        Assert.Equal(new Period(months, seconds), period);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1d")]
    [InlineData("+1d")]
    [InlineData("d")]
    [InlineData("1x")]
    [InlineData("1mo")]
    [InlineData("1d1d")]
    [InlineData("1d1w")]
    [InlineData("1d2")]
    [InlineData("1.5d")]
    [InlineData("1 d")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1")]
    [InlineData("P1H")]
    [InlineData("P1DT")]
    [InlineData("P1D1M")]
    [InlineData("PT1S1H")]
    [InlineData("9999999999999999999")]
    [InlineData("999999999999w")]
    [InlineData("P99999999Y")]
    public void TryParse_RefusesAnythingElse(string text) => Assert.False(PeriodText.TryParse(text, out _));

    [Theory]
    [InlineData(0, 0, "0s")]
    [InlineData(0, 30 * Day, "30d")]
    [InlineData(0, 5_401, "1h30m1s")]
    [InlineData(1, 0, "P1M")]
    [InlineData(24, 0, "P2Y")]
    [InlineData(14, (3 * Day) + 14_706, "P1Y2M3DT4H5M6S")]
    public void Format_IsShortAndReadsBack(int months, long seconds, string text)
    {
        Period period = new(months, seconds);
        Assert.Equal(text, period.ToString());
        Assert.True(PeriodText.TryParse(text, out Period read));
        Assert.Equal(period, read);
    }
}
