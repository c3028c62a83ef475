namespace DnssecToolkit.Tests.ZoneFiles;

public class GenerateTests
{
    [Theory]
    [InlineData("1-3", "h$", "h1 h2 h3")]
    [InlineData("0-10/5", "h${1,3,d}", "h001 h006 h011")]
    [InlineData("8-9", "o${0,2,o}", "o10 o11")]
    [InlineData("10-11", "x${0,0,x}-${0,3,X}", "xa-00A xb-00B")]
    [InlineData("5-5", "m${-5}", "m0")]
    [InlineData("1-1", "n${0,7,n}", "n1.0.0.0")]
    [InlineData("171-171", "N${0,3,N}", "NB.A")]
    [InlineData("1-1", "a\\$b", "a\\$b")]
    [InlineData("7-7", "a$$", "a\\$")]
    public void Expands_Owners(string range, string owner, string expected) => Assert.Equal(
        expected.Split(' ').Select(name => $"{name}.example. 5 A 01020304"),
        ZoneText.Records($"$GENERATE {range} {owner} 5 A 1.2.3.4\n").Select(record => record));

    [Theory]
    [InlineData("$GENERATE 1-2 h$ 5 IN A 192.0.2.$\n")]
    [InlineData("$GENERATE 1-2 h$ IN 5 A 192.0.2.$\n")]
    [InlineData("$TTL 5\n$GENERATE 1-2 h$ A 192.0.2.$ ; comment\n")]
    [InlineData("$TTL 5\n$generate 1-2 h$ A \"192.0.2.$\"\n")]
    public void Expands_Data(string text) => Assert.Equal(
        ["h1.example. 5 A C0000201", "h2.example. 5 A C0000202"], ZoneText.Records(text));

    [Theory]
    [InlineData("$GENERATE 2-1 h$ 5 A 1.2.3.4\n", "is not a range")]
    [InlineData("$GENERATE 1-2/0 h$ 5 A 1.2.3.4\n", "is not a range")]
    [InlineData("$GENERATE 1-2 h${x} 5 A 1.2.3.4\n", "a modifier is not")]
    [InlineData("$GENERATE 1-2 h${0,999} 5 A 1.2.3.4\n", "a modifier is not")]
    [InlineData("$GENERATE 1-2 h$ 5 A\n", "the data are missing")]
    [InlineData("$GENERATE 254-256 h$ 5 A 1.2.3.$\n", "for 256: address '1.2.3.256'")]
    [InlineData("$GENERATE 1-2 h$ 5 A 1.2.3.4 x\n", "'x' is more than")]
    [InlineData("$GENERATE 0-2147483647 h$ 5 A 1.2.3.4\n", "2147483648 records are more than the 1000000")]
    public void Reports_WhatIsWrong(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(ZoneText.Faults(text)), StringComparison.Ordinal);
}
