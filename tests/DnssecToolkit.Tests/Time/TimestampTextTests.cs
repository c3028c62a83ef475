using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Time;

public class TimestampTextTests
{
    private static readonly Timestamp Now = new(1_795_219_200); // 2026-11-21T00:00:00Z

    [Theory]
    [InlineData("20261121000000", "2026-11-21T00:00:00Z")]
    [InlineData("20261121", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-21", "2026-11-21T00:00:00Z")]
    [InlineData("2026-11-21T12:30Z", "2026-11-21T12:30:00Z")]
    [InlineData("2026-11-21T12:30:15", "2026-11-21T12:30:15Z")]
    [InlineData("2026-11-21T12:30:15Z", "2026-11-21T12:30:15Z")]
    [InlineData("2026-11-21T00:30:00+01:00", "2026-11-20T23:30:00Z")]
    [InlineData("20261121T123015Z", "2026-11-21T12:30:15Z")]
    [InlineData("1795219200", "2026-11-21T00:00:00Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("now", "2026-11-21T00:00:00Z")]
    [InlineData("now+3d12h", "2026-11-24T12:00:00Z")]
    [InlineData("now-1h", "2026-11-20T23:00:00Z")]
    [InlineData("now+3600", "2026-11-21T01:00:00Z")]
    [InlineData("now+P1M", "2026-12-21T00:00:00Z")]
    [InlineData("now-P2Y", "2024-11-21T00:00:00Z")]
    [InlineData("+1d", "2026-11-22T00:00:00Z")]
    [InlineData("-1h", "2026-11-20T23:00:00Z")]
    public void TryParse_ReadsEveryForm(string text, string moment)
    {
        Assert.True(TimestampText.TryParse(text, Now, out Timestamp read));
        Assert.Equal(moment, read.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("tomorrow")]
    [InlineData("nowhere")]
    [InlineData("now3d")]
    [InlineData("now+")]
    [InlineData("now+x")]
    [InlineData("20261321000000")]
    [InlineData("20261121240000")]
    [InlineData("2026-02-29")]
    [InlineData("2026-11-21 00:00")]
    [InlineData("202611210000000")]
    [InlineData("now-P2027Y")]
    [InlineData("now+P9000Y")]
    [InlineData("1.5")]
    public void TryParse_RefusesAnythingElse(string text) =>
        Assert.False(TimestampText.TryParse(text, Now, out _));

    [Fact]
    public void TryParse_CountsABareOffsetFromTheReference()
    {
        Timestamp inception = Now - 3_600;
        Assert.True(TimestampText.TryParse("+30d", Now, inception, out Timestamp expiration));
        Assert.Equal(inception + (30 * 86_400), expiration);
        Assert.True(TimestampText.TryParse("now+30d", Now, inception, out expiration));
        Assert.Equal(Now + (30 * 86_400), expiration);
    }
}
