using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Names;

public class DomainNameTests
{
    /// <summary>RFC 4034, section 6.1: the example of canonical order.</summary>
    [Fact]
    public void CompareTo_GivesTheOrderOfTheExampleInRfc4034Section6_1()
    {
        string[] expected =
        [
            "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.",
            @"\001.z.example.", "*.z.example.", @"\200.z.example.",
        ];
        IEnumerable<string> sorted = expected.Reverse().Select(DomainName.Parse).Order()
            .Select(n => n.ToString());
        Assert.Equal(expected, sorted);
    }

    [Theory]
    [InlineData("", "a name is missing")]
    [InlineData("a..b", "an empty label in a name")]
    [InlineData(".a", "an empty label in a name")]
    [InlineData(@"a\25", @"a bad escape: \DDD takes three digits up to 255")]
    [InlineData(@"a\256", @"a bad escape: \DDD takes three digits up to 255")]
    [InlineData(@"a\", @"a bad escape: \DDD takes three digits up to 255")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123",
        "a label of over 63 octets")]
    public void TryParse_SaysWhatIsWrong(string text, string fault)
    {
        Assert.False(DomainName.TryParse(text, out _, out string? said));
        Assert.Equal(fault, said);
    }

    [Fact]
    public void TryParse_TakesANameOf255OctetsAndNoMore()
    {
        string label63 = new('a', 63);
        string name = $"{label63}.{label63}.{label63}.";
        Assert.True(DomainName.TryParse(name + new string('b', 61), out DomainName longest, out _));
        Assert.Equal(255, longest.Wire.Length);
        Assert.False(DomainName.TryParse(name + new string('b', 62), out _, out string? said));
        Assert.Equal("a name of over 255 octets", said);
    }

    [Fact]
    public void IsAtOrBelow_NeedsALabelBoundary()
    {
        DomainName apex = DomainName.Parse("cr.");
        Assert.True(DomainName.Parse("nic.CR.").IsAtOrBelow(apex));
        Assert.True(apex.IsAtOrBelow(apex));
        Assert.False(DomainName.Parse(@"a\002cr.").IsAtOrBelow(apex));
    }
}
