using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Tests.Keys;

public class FileNameTextTests
{
    [Theory]
    [InlineData(".", ".")]
    [InlineData("Example", "example.")]
    [InlineData("a/b.example", "a%2Fb.example.")] // so dnssec-signzone 9.18 named its dsset file
    [InlineData("a_b.example", "a_b.example.")]
    [InlineData("a\\.b.x", "a%2Eb.x.")]
    [InlineData("\\000.x", "%00.x.")]
    public void Of_GivesTheNameThatBindGives(string zone, string expected) =>
        Assert.Equal(expected, FileNameText.Of(DomainName.Parse(zone)));
}
