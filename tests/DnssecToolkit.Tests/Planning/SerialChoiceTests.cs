using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Planning;

public class SerialChoiceTests
{
    private static readonly Timestamp Moment = new(1_795_305_600); // 2026-11-22T00:00:00Z

    [Theory]
    [InlineData(5u, null, 6u)]
    [InlineData(5u, 9u, 10u)]
    [InlineData(9u, 5u, 10u)]
    [InlineData(uint.MaxValue, null, 1u)] // over 0, as BIND does it
    [InlineData(3u, uint.MaxValue, 4u)] // 3 is ahead of 2^32-1 on the circle
    public void Choose_IncrementGoesOnFromTheGreater(uint input, uint? published, uint expected) =>
        Assert.Equal(expected, Choose(SerialPolicy.Increment, input, published));

    [Theory]
    [InlineData(1u, null, 2026112200u)]
    [InlineData(1u, 2026112107u, 2026112200u)]
    [InlineData(1u, 2026112200u, 2026112201u)]
    [InlineData(1u, 2026112299u, 2026112300u)] // over a hundred runs a day: it goes on into the next day's numbers
    public void Choose_DateCounterCountsWithinTheDay(uint input, uint? published, uint expected) =>
        Assert.Equal(expected, Choose(SerialPolicy.DateCounter, input, published));

    [Fact]
    public void Choose_UnixTimeIsTheMoment() =>
        Assert.Equal(1_795_305_600u, Choose(SerialPolicy.UnixTime, 7, 1_795_305_599));

    [Theory]
    [InlineData(1_795_305_600, 1_795_305_601)]
    [InlineData(1_795_305_605, 1_795_305_606)]
    public void Choose_UnixTimeCountsOnWhereRunsFollowEachOtherWithinASecond(uint published, uint expected) =>
        Assert.Equal(expected, Choose(SerialPolicy.UnixTime, 7, published));

    [Fact]
    public void Choose_RefusesToGoFromDateCounterToUnixTime()
    {
        RefusedException refused =
            Assert.Throws<RefusedException>(() => Choose(SerialPolicy.UnixTime, 1, 2026112101));
        Assert.Equal(CheckCodes.SerialBackwards, refused.Code);
    }

    [Fact]
    public void Choose_RefusesToKeepThePublishedSerialOfAChangedZone()
    {
        RefusedException refused = Assert.Throws<RefusedException>(() => Choose(SerialPolicy.Keep, 7, 7));
        Assert.Equal(CheckCodes.SerialKept, refused.Code);
    }

    [Fact]
    public void Choose_KeepsANewSerial() => Assert.Equal(8u, Choose(SerialPolicy.Keep, 8, 7));

    private static uint Choose(SerialPolicy policy, uint input, uint? published) => SerialChoice.Choose(
        policy, new SerialNumber(input), published is { } last ? new SerialNumber(last) : null, Moment).Value;
}
