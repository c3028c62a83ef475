using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.TestRecords;

namespace DnssecToolkit.Tests.Zones;

public class ZoneBuilderTests
{
    [Fact]
    public void Build_SortsNamesTypesAndRData()
    {
        Zone zone = Build("b TXT", "B A 2", "@ NS", "a A", "b A 1", "@ SOA");
        Assert.Equal(["@ Apex NS,SOA", "a Authoritative A", "b Authoritative A,TXT"], Describe(zone));
        Assert.True(zone.TryFind(2, RRType.A, out RRset addresses));
        Assert.Equal(2, addresses.Count);
        Assert.Equal([192, 0, 2, 1], addresses.RDataOf(0).ToArray());
        Assert.Equal("b.example.", DomainName.FromTrustedWire(zone.NameOf(2)).ToString());
    }

    [Fact]
    public void Build_InsertsEmptyNonTerminals()
    {
        Zone zone = Build("@ SOA", "@ NS", "a.b.c A", "d.b.c A", "*.e A");
        Assert.Equal(
            ["@ Apex NS,SOA", "c EmptyNonTerminal", "b.c EmptyNonTerminal", "a.b.c Authoritative A",
                "d.b.c Authoritative A", "e EmptyNonTerminal", "*.e Authoritative A"],
            Describe(zone));
    }

    [Fact]
    public void Build_TakesNamesBelowACutOrADnameAsOccluded()
    {
        Zone zone = Build(
            "@ SOA", "@ NS", "cut NS", "ns.cut A", "x.y.cut A", "z.y.cut NS", "d DNAME", "a.d A", "da A",
            "both NS", "both DNAME", "a.both A");
        Assert.Equal(
            ["@ Apex NS,SOA", "both Delegation NS,DNAME", "a.both Occluded A", "cut Delegation NS",
                "ns.cut Occluded A",
                "y.cut Occluded", "x.y.cut Occluded A", "z.y.cut Occluded NS", "d Authoritative DNAME",
                "a.d Occluded A",
                "da Authoritative A"],
            Describe(zone));
    }

    /// <summary>RFC 6672 §2.4: below a DNAME at the apex there may be NSEC3 all the same.</summary>
    [Fact]
    public void Build_TakesNsec3BelowADnameAtTheApexAsAuthoritative()
    {
        Zone zone = Build("@ SOA", "@ NS", "@ DNAME", "x A", "0p9 NSEC3", "0p9 RRSIG");
        Assert.Equal(
            ["@ Apex NS,SOA,DNAME", "0p9 Authoritative RRSIG,NSEC3", "x Occluded A"], Describe(zone));
    }

    [Fact]
    public void Build_LeavesOutWhatItIsTold()
    {
        ZoneBuilder builder = new ZoneBuilder(Apex, new FindingList()).Omit(RRType.RRSIG)
            .OmitAtApex(RRType.DNSKEY);
        Zone zone = builder.Add(Page(
            "@ SOA", "@ RRSIG", "@ NS", "@ DNSKEY", "only RRSIG", "a DNSKEY", "a RRSIG", "a A")).Build();
        Assert.Equal(["@ Apex NS,SOA", "a Authoritative A,DNSKEY"], Describe(zone));
    }

    [Theory]
    [InlineData("ZONE-DUPLICATE-RECORD", "a A 1", "a A 2", "A A 1")]
    [InlineData("ZONE-DUPLICATE-RECORD", "c NS ns", "c NS NS")]
    [InlineData("ZONE-OUT-OF-ZONE", "a A", "b.test. A", "b.test. TXT")]
    [InlineData("ZONE-TTL-MISMATCH", "a A 1 60", "a A 2 30")]
    [InlineData("ZONE-CNAME-AND-OTHER-DATA", "a CNAME", "a A")]
    [InlineData("ZONE-CNAME-MULTIPLE", "a CNAME x", "a CNAME y")]
    [InlineData("ZONE-DNAME-MULTIPLE", "a DNAME x", "a DNAME y")]
    [InlineData("ZONE-DNAME-AT-DELEGATION", "a DNAME", "a NS")]
    [InlineData("ZONE-SOA-NOT-AT-APEX", "a SOA")]
    public void Build_SaysWhatIsWrong(string code, params string[] lines)
    {
        FindingList findings = new();
        Build(findings, 1, ["@ SOA", "@ NS", .. lines]);
        Assert.Equal(code, Assert.Single(findings.Kept).Code.Tag);
    }

    [Fact]
    public void Build_AllowsDnssecTypesBesideACname()
    {
        FindingList findings = new();
        Build(findings, 1, "@ SOA", "@ NS", "a CNAME", "a RRSIG", "a NSEC");
        Assert.Empty(findings.Kept);
    }

    [Fact]
    public void Build_SaysThatTheApexHasNoNs()
    {
        FindingList findings = new();
        Build(findings, 1, "@ SOA");
        Assert.Equal("ZONE-NS-MISSING", Assert.Single(findings.Kept).Code.Tag);
    }

    /// <summary>What named-compilezone of BIND 9.18 makes of the same lines.</summary>
    [Theory]
    [InlineData(200, "w A 9 200", "w A 1 100")]
    [InlineData(100, "w A 1 100", "w TXT", "w A 9 200")]
    [InlineData(150, "w A 9 200", "y A", "w A 1 100", "y A", "w A 7 150")]
    public void Build_SettlesTtlsAsBindDoes(uint expected, params string[] lines)
    {
        Zone zone = Build(["@ SOA", "@ NS", .. lines]);
        Assert.True(zone.TryFind(1, RRType.A, out RRset addresses));
        for (int i = 0; i < addresses.Count; i++)
        {
            Assert.Equal(expected, addresses.TtlOf(i));
            Assert.Equal("w.example.", DomainName.FromTrustedWire(addresses.OwnerOf(i)).ToString());
        }
    }

    [Fact]
    public void Build_RefusesAZoneWithoutSoa()
    {
        Assert.Throws<UnreadableInputException>(() => Build("@ NS"));
        Assert.Throws<UnreadableInputException>(() => Build("a SOA"));
        Assert.Throws<UnreadableInputException>(() => Build());
    }

    [Fact]
    public void WithSoaSerial_ChangesTheSerialAlone()
    {
        Zone zone = Build("@ NS", "@ SOA", "a A");
        Zone later = zone.WithSoaSerial(new SerialNumber(7));
        Assert.Equal(zone.Soa with { Serial = new SerialNumber(7) }, later.Soa);
        Assert.Equal(1u, zone.Soa.Serial.Value);
        Assert.Equal(240u, later.Soa.Minimum);
        Assert.Equal(Describe(zone), Describe(later));
        Assert.Equal(9u, later.WithSoaSerial(new SerialNumber(9)).Soa.Serial.Value);
    }
}
