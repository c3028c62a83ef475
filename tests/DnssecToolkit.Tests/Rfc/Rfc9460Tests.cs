using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 9460, appendix D: test vectors of SVCB and HTTPS.</summary>
public class Rfc9460Tests
{
    private const string FooExampleCom = "03666f6f076578616d706c6503636f6d00";
    private const string FooExampleOrg = "03666f6f076578616d706c65036f726700";

    [Theory]
    [InlineData("0 foo.example.com.", "0000" + FooExampleCom)] // figure 2
    [InlineData("1 .", "0001" + "00")] // figure 3
    [InlineData("16 foo.example.com. port=53", "0010" + FooExampleCom + "000300020035")] // figure 4
    [InlineData("1 foo.example.com. key667=hello", "0001" + FooExampleCom + "029b000568656c6c6f")] // figure 5
    [InlineData(@"1 foo.example.com. key667=""hello\210qoo""", "0001" + FooExampleCom + "029b000968656c6c6fd2716f6f")] // figure 6
    [InlineData(
        @"1 foo.example.com. ( ipv6hint=""2001:db8::1,2001:db8::53:1"" )",
        "0001" + FooExampleCom + "00060020" + "20010db8000000000000000000000001" + "20010db8000000000000000000530001")] // figure 7
    [InlineData(
        @"1 example.com. ( ipv6hint=""2001:db8:122:344::192.0.2.33"" )",
        "0001" + "076578616d706c6503636f6d00" + "00060010" + "20010db80122034400000000c0000221")] // figure 8
    [InlineData(
        "16 foo.example.org. ( alpn=h2,h3-19 mandatory=ipv4hint,alpn ipv4hint=192.0.2.1 )",
        "0010" + FooExampleOrg + "0000000400010004" + "00010009" + "0268320568332d3139" + "00040004c0000201")] // figure 9
    [InlineData(
        @"16 foo.example.org. alpn=""f\\\\oo\\,bar,h2""",
        "0010" + FooExampleOrg + "0001000c" + "08665c6f6f2c626172" + "026832")] // figure 10
    [InlineData(
        @"16 foo.example.org. alpn=f\\\092oo\092,bar,h2",
        "0010" + FooExampleOrg + "0001000c" + "08665c6f6f2c626172" + "026832")] // figure 10
    public void ServiceBinding_IsReadAsTheVectorHasIt_AndReadsBackFromOurText(string text, string wire)
    {
        byte[] rdata = Parse(text);
        Assert.Equal(wire.ToUpperInvariant(), Convert.ToHexString(rdata));
        Assert.True(RDataValidity.IsValid(RRType.SVCB, rdata));
        Assert.Equal(rdata, Parse(RecordText.FormatRData(RRType.SVCB, rdata)));
    }

    [Theory]
    [InlineData("1 foo.example.com. ( key123=abc key123=def )")] // figure 11
    [InlineData("1 foo.example.com. mandatory")] // figure 12
    [InlineData("1 foo.example.com. alpn")]
    [InlineData("1 foo.example.com. port")]
    [InlineData("1 foo.example.com. ipv4hint")]
    [InlineData("1 foo.example.com. ipv6hint")]
    [InlineData("1 foo.example.com. no-default-alpn=abc")] // figure 13
    [InlineData("1 foo.example.com. mandatory=key123")] // figure 14
    [InlineData("1 foo.example.com. mandatory=mandatory")] // figure 15
    [InlineData("1 foo.example.com. ( mandatory=key123,key123 key123=abc )")] // figure 16
    public void ServiceBinding_RefusesTheFailureCases(string text) =>
        Assert.False(TryParse(text, out _, out _));

    private static byte[] Parse(string text)
    {
        Assert.True(TryParse(text, out byte[] rdata, out string? fault), fault);
        return rdata;
    }

    private static bool TryParse(string text, out byte[] rdata, out string? fault) => RDataText.TryParse(
        RRType.SVCB, System.Text.Encoding.ASCII.GetBytes(text), DomainName.Root, out rdata, out fault);
}
