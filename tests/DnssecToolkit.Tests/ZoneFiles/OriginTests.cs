using DnssecToolkit.Diagnostics;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

public class OriginTests
{
    [Theory]
    [InlineData("cr. 5 SOA ns h 1 2 3 4 5\nwww A 1.2.3.4\n")]
    [InlineData("$ORIGIN cr.\n@ 5 SOA ns h 1 2 3 4 5\nwww A 1.2.3.4\n")]
    [InlineData("$TTL 5\n$ORIGIN .\ncr SOA ns.cr h.cr 1 2 3 4 5\n$ORIGIN cr.\nwww A 1.2.3.4\n")]
    public void WithoutOption_TheSoaNamesTheZone(string text)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.ReadText(
            System.Text.Encoding.ASCII.GetBytes(text), "db", ZoneFileOptions.Default, findings);
        Assert.Empty(findings.Kept);
        Assert.Equal("cr.", content.Origin.ToString());
        Assert.Equal("www.cr. 5 A 01020304", ZoneText.Describe(content).Last());
        Assert.Equal((2L, text.Length), (content.RecordCount, (int)content.TextOctets));
        Assert.Equal(["db"], content.Files);
    }

    [Fact]
    public void WithoutSoa_ThereIsNone()
    {
        ZoneFileContent content = ZoneFileReader.ReadText(
            "a. 5 A 1.2.3.4\n"u8.ToArray(), "db", ZoneFileOptions.Default, new FindingList());
        Assert.Null(content.Origin);
    }
}
