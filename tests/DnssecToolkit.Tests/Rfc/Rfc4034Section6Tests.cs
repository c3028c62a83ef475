using DnssecToolkit.Records;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 4034, section 6: canonical order of names and of RRs within an RRset.</summary>
public class Rfc4034Section6Tests
{
    [Fact]
    public void Build_GivesTheOrderOfTheExampleInSection6_1()
    {
        Zone zone = Zone("""
            @           SOA  ns h 1 2 3 4 5
            @           NS   ns.test.
            *.z         A    192.0.2.1
            \200.z      A    192.0.2.1
            zABC.a      A    192.0.2.1
            \001.z      A    192.0.2.1
            z           A    192.0.2.1
            yljkjljk.a  A    192.0.2.1
            Z.a         A    192.0.2.1
            a           A    192.0.2.1
            """);
        Assert.Equal(
            ["@", "a", "yljkjljk.a", "Z.a", "zABC.a", "z", @"\001.z", "*.z", @"\200.z"],
            Enumerable.Range(0, zone.NodeCount).Select(node => NameOf(zone, node)));
    }

    /// <summary>Section 6.3: as octet strings, where a missing octet comes before a zero octet; in canonical form, so case aside.</summary>
    [Fact]
    public void Build_SortsRDataAsOctetStrings()
    {
        Zone zone = Zone("""
            @  SOA  ns h 1 2 3 4 5
            @  NS   b.test.
            @  NS   A.test.
            @  NS   c.TEST.
            x  TYPE65280 \# 2 0100
            x  TYPE65280 \# 1 FF
            x  TYPE65280 \# 0
            x  TYPE65280 \# 1 01
            """);
        Assert.Equal(["01410474657374 00", "01620474657374 00", "01630454455354 00"],
            RDataOf(zone, 0, RRType.NS));
        Assert.Equal(["", "01", "0100", "FF"], RDataOf(zone, 1, (RRType)65280));
    }

    private static string[] RDataOf(Zone zone, int node, RRType type)
    {
        Assert.True(zone.TryFind(node, type, out RRset rrset));
        string[] texts = new string[rrset.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = Convert.ToHexString(rrset.RDataOf(i));
            texts[i] = type == RRType.NS ? texts[i].Insert(14, " ") : texts[i];
        }

        return texts;
    }
}
