namespace DnssecToolkit.Tests.ZoneFiles;

public class SyntaxTests
{
    private const string A = "01020304";

    [Fact]
    public void Reads_AZoneOfCommonLines() => Assert.Equal(
        [
            "example. 3600 SOA 026E73076578616D706C650004686F7374076578616D706C65000000000100001C2000000E1000127500000007" + "08",
            "example. 3600 NS 026E73076578616D706C6500",
            "ns.example. 60 A 01020304",
        ],
        ZoneText.Records("""
            $TTL 1h
            @ IN SOA ns host 1 2h 1h 14d 30m ; the zone
              NS ns
            ns 60 A 1.2.3.4

            """));

    [Theory]
    [InlineData("a 5 IN A 1.2.3.4\n")]
    [InlineData("a IN 5 A 1.2.3.4\n")]
    [InlineData("a 5 CLASS1 TYPE1 1.2.3.4\n")]
    [InlineData("a 5 in a 1.2.3.4\r\n")]
    [InlineData("a\t5\t\tA  1.2.3.4  ; comment\n")]
    [InlineData("a 5 A 1.2.3.4;comment\n")]
    [InlineData("a ( 5\n A\n\n ; comment )\n 1.2.3.4 )\n")]
    [InlineData("( a 5 A 1.2.3.4 )\n")]
    [InlineData("\"a\" 5 A 1.2.3.4\n")]
    [InlineData("\\097 5 A 1.2.3.4\n")]
    [InlineData("\\a 5 A 1.2.3.4\n")]
    [InlineData("a.example. 5 A 1.2.3.4\n")]
    [InlineData("\n ; comment\n\t\n;\na 5 A 1.2.3.4\r\n")]
    [InlineData("$ORIGIN a\n@ 5 A 1.2.3.4\n")]
    [InlineData("$ORIGIN a.example.\n\"@\" 5 A 1.2.3.4\n")]
    [InlineData("$ttl 5\n$origin A ; changes the case\n@ A 1.2.3.4\n")]
    [InlineData("$TTL 5\na A \\# 4 0102 0304\n")]
    [InlineData("$TTL 5\na TYPE1 \\# 4 (01\n02 03)04\n")]
    public void Reads_TheSameRecordInManyForms(string text) =>
        Assert.Equal("a.example. 5 A " + A, Assert.Single(ZoneText.Records(text)), ignoreCase: true);
}
