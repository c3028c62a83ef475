using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

public class TtlTests
{
    [Theory]
    [InlineData("0", 0u)]
    [InlineData("1w2d3h4m5s", 788_645u)]
    [InlineData("1H30M", 5_400u)]
    [InlineData("5m1m", 360u)]
    [InlineData("4294967295", uint.MaxValue)]
    public void TryRead_ReadsSecondsAndUnits(string text, uint expected)
    {
        Assert.True(TtlText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out uint seconds));
        Assert.Equal(expected, seconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("1x")]
    [InlineData("1h30")]
    [InlineData("4294967296")]
    [InlineData("99999999999999999999999")]
    [InlineData("7102w")]
    public void TryRead_RefusesTheRest(string text) =>
        Assert.False(TtlText.TryRead(System.Text.Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void WithoutDirective_TheLastExplicitTtlCounts() => Assert.Equal(
        ["a 60", "b 60", "c 90", "d 90"],
        TtlsOf("a 60 A 1.2.3.4\nb A 1.2.3.4\nc 90 A 1.2.3.4\nd A 1.2.3.4\n"));

    [Fact]
    public void WithDirective_ItCountsFromThere() => Assert.Equal(
        ["a 60", "b 60", "c 7", "d 9", "e 7"],
        TtlsOf("a 60 A 1.2.3.4\nb A 1.2.3.4\n$TTL 7\nc A 1.2.3.4\nd 9 A 1.2.3.4\ne A 1.2.3.4\n"));

    [Fact]
    public void WithoutAny_TheSoaMinimumCountsAsDirective() => Assert.Equal(
        ["example 500", "a 60", "b 500"],
        TtlsOf("@ SOA a b 1 2 3 4 500\na 60 A 1.2.3.4\nb A 1.2.3.4\n"));

    [Fact]
    public void DefaultTtl_CountsBeforeTheFirstDirective() => Assert.Equal(
        ["a.example. 33 A 01020304"],
        ZoneText.Records("a A 1.2.3.4\n", ZoneText.Example with { DefaultTtl = 33 }));

    private static IEnumerable<string> TtlsOf(string text) =>
        ZoneText.Records(text).Select(record => $"{record.Split('.')[0]} {record.Split(' ')[1]}");
}
