using DnssecToolkit.Diagnostics;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

public class FaultTests
{
    [Theory]
    [InlineData("a 5 B 1.2.3.4\n", "db:1:5: [ZONEFILE-TYPE] 'B' is neither a type, a TTL nor a class")]
    [InlineData("a 5 AXFR x\n", "db:1:5: [ZONEFILE-TYPE] type AXFR never stands in a zone")]
    [InlineData("a 5\n", "db:1:4: [ZONEFILE-SYNTAX] the type is missing")]
    [InlineData("a 5 A\n", "db:1:6: [ZONEFILE-RDATA] address is missing")]
    [InlineData("a 5 A 1.2.3\n", "db:1:7: [ZONEFILE-RDATA] address '1.2.3' is not an IPv4 address")]
    [InlineData("a 5 A 1.2.3.04\n", "db:1:7: [ZONEFILE-RDATA] address '1.2.3.04' is not an IPv4 address")]
    [InlineData("a 5 A 1.2.3.4 x\n", "db:1:15: [ZONEFILE-RDATA] 'x' is more than the record takes")]
    [InlineData("a 5 AAAA 1::2::3\n", "db:1:10: [ZONEFILE-RDATA] address '1::2::3' is not an IPv6 address")]
    [InlineData("a 5 MX 65536 x\n",
        "db:1:8: [ZONEFILE-RDATA] preference '65536' is not a number up to 65535")]
    [InlineData("a 5 DS 1 8 2 ABC\n",
        "db:1:14: [ZONEFILE-RDATA] digest has 3 hex digits where 64 are needed")]
    [InlineData("a 5 TXT \"x\n", "db:1:9: [ZONEFILE-QUOTE] the quote is not closed on its line")]
    [InlineData("a 5 TXT (\n ;x\n", "db:1:9: [ZONEFILE-PARENTHESIS] the parenthesis is not closed")]
    [InlineData("a 5 TXT x )\n", "db:1:11: [ZONEFILE-PARENTHESIS] ')' without '(' before it")]
    [InlineData("a 5 TXT (\n  x\n \\300 )\n",
        "db:3:2: [ZONEFILE-RDATA] text: a bad escape: \\DDD takes three digits up to 255")]
    [InlineData("a..b 5 A 1.2.3.4\n", "db:1:1: [ZONEFILE-NAME] owner 'a..b': an empty label in a name")]
    [InlineData(" 5 A 1.2.3.4\n",
        "db:1:1: [ZONEFILE-OWNER] the line begins with white space, but no owner stands before it")]
    [InlineData("a A 1.2.3.4\n", "db:1:3: [ZONEFILE-TTL] no TTL here, in $TTL, or on a record before")]
    [InlineData("a 5 CH A 1.2.3.4\n", "db:1:8: [ZONEFILE-CLASS] class CH in a zone of class IN")]
    [InlineData("$FOO x\n", "db:1:1: [ZONEFILE-DIRECTIVE] '$FOO' is not a directive")]
    [InlineData("$TTL x\n", "db:1:6: [ZONEFILE-TTL] 'x' is not a TTL such as 3600 or 1h")]
    [InlineData("$TTL\n", "db:1:5: [ZONEFILE-SYNTAX] the TTL is missing")]
    [InlineData("$ORIGIN a b\n", "db:1:11: [ZONEFILE-SYNTAX] 'b' is more than the directive takes")]
    [InlineData("a 5 A \\# 3 010203\n", "db:1:10: [ZONEFILE-RDATA] no A RDATA: malformed address")]
    [InlineData("a 5 TYPE9999 x\n",
        "db:1:14: [ZONEFILE-RDATA] TYPE9999 has no text form of its own, so \\# must stand here")]
    [InlineData("a 5 TYPE9999 \\# 2 01\n", "db:1:17: [ZONEFILE-RDATA] 2 octets are announced but 1 follow")]
    [InlineData("a\0b 5 A 1.2.3.4\n", "db:1:2: [ZONEFILE-SYNTAX] a NUL octet")]
    [InlineData("a 4294967295 A 1.2.3.4\n",
        "db:1:3: [ZONEFILE-TTL-RANGE] TTL 4294967295 is over 2147483647 and counts as 0")]
    [InlineData("a 5 A 1.2.3.4",
        "db:1: [ZONEFILE-UNFINISHED] the last line has no line feed: is the file whole?")]
    [InlineData("\0\0\0\u0002raw", "db:1:1: [ZONEFILE-FORMAT] the file is in BIND's raw format")]
    [InlineData("\u00ef\u00bb\u00bfa 5 A 1.2.3.4\n",
        "db:1:1: [ZONEFILE-FORMAT] the file begins with a UTF-8 byte order mark")]
    public void Reports_AFaultWithItsPlace(string text, string expected) =>
        Assert.Equal([expected], ZoneText.Faults(text));

    [Fact]
    public void Reports_EveryFaultOfAFileAndReadsTheRest()
    {
        (string[] records, string[] faults) = ZoneText.Read("""
            $TTL 5
            a A 1.2.3
            b A 1.2.3.4
            c TXT ( "x
                "y" )
            d A 1.2.3.4
            e BOGUS (
               1 2 3 )
            f A 1.2.3.4

            """);
        Assert.Equal(["b", "d", "f"], records.Select(record => record.Split('.')[0]));
        Assert.Equal([2, 4, 7], faults.Select(fault => int.Parse(fault.Split(':')[1], null)));
    }

    [Fact]
    public void Resumes_OnTheLineAfterAnOpenParenthesis()
    {
        (string[] records, string[] faults) = ZoneText.Read("$TTL 5\na TXT ( x\nb A 1.2.3.4\nc A 1.2.3\n");
        Assert.Equal(["b.example. 5 A 01020304"], records);
        Assert.Equal([2, 4], faults.Select(fault => int.Parse(fault.Split(':')[1], null)));
    }

    [Fact]
    public void Reports_NoMoreThanTheListKeepsButCountsTheRest()
    {
        FindingList findings = new(10);
        string text = string.Concat(Enumerable.Repeat("a 5 A x\n", 5000));
        ZoneFileReader.ReadText(System.Text.Encoding.Latin1.GetBytes(text), "db", ZoneText.Example, findings);
        Assert.Equal((10, 4990L), (findings.Kept.Count, findings.Omitted));
    }

    [Fact]
    public void Reports_RelativeNamesWithoutOrigin() => Assert.Equal(
        ["db:1:1: [ZONEFILE-ORIGIN] owner 'a' is relative and no origin is known"],
        ZoneText.Faults("a 5 A 1.2.3.4\n", new ZoneFileOptions { Threads = 1 }));

    [Fact]
    public void Read_OfAFileThatIsNotThereThrows()
    {
        UnreadableInputException thrown = Assert.Throws<UnreadableInputException>(
            () => ZoneFileReader.Read("/nonexistent/db", ZoneText.Example, new FindingList()));
        Assert.Contains("/nonexistent/db", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfADirectoryThrows() => Assert.Throws<UnreadableInputException>(
        () => ZoneFileReader.Read(Path.GetTempPath(), ZoneText.Example, new FindingList()));
}
