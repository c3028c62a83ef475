using DnssecToolkit.Denial;
using static DnssecToolkit.Tests.Zones.TestRecords;

namespace DnssecToolkit.Tests.Denial;

public class NsecChainTests
{
    [Fact]
    public void NextOf_LeavesOutEmptyNonTerminalsAndOccludedNames()
    {
        NsecChain chain = new(Build("@ SOA", "@ NS", "a.b A", "cut NS", "ns.cut A", "x.y.cut A", "d DNAME",
            "u.d A", "z A"));
        Assert.Equal(["@ a.b", "a.b cut", "cut d", "d z", "z @"], Describe(chain));
    }

    [Fact]
    public void NextOf_PointsToItselfInAZoneOfOneName() =>
        Assert.Equal(["@ @"], Describe(new NsecChain(Build("@ SOA", "@ NS"))));

    [Theory]
    [InlineData("0006400000000003", "a A")]
    [InlineData("0006200000000013", "a NS", "a DS", "a A", "a TXT")]
    [InlineData("0006200000000003", "a NS", "a A")]
    [InlineData("0006040000000003010140", "a CNAME", "a CAA")]
    public void WriteTypeBitmaps_GivesTheTypesTheZoneSpeaksFor(string expected, params string[] lines)
    {
        byte[] bitmaps = new byte[100];
        int length = new NsecChain(Build(["@ SOA", "@ NS", .. lines])).WriteTypeBitmaps(1, bitmaps);
        Assert.Equal(expected, Convert.ToHexString(bitmaps[..length]));
    }

    [Fact]
    public void Ttl_IsTheLesserOfTheSoasMinimumAndTtl() =>
        Assert.Equal(240u, new NsecChain(Build("@ SOA", "@ NS")).Ttl);

    private static string[] Describe(NsecChain chain) =>
        [.. Enumerable.Range(0, chain.Zone.NodeCount).Where(chain.Contains)
            .Select(node => $"{NameOf(chain.Zone, node)} {NameOf(chain.Zone, chain.NextOf(node))}")];
}
