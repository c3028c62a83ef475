using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.TestRecords;

namespace DnssecToolkit.Tests.Denial;

public class Nsec3ChainTests
{
    private static readonly Zone Mixed = Build(
        "@ SOA", "@ NS", "ns A", "ins.ent1 NS", "deep.a.ent2 NS", "sec.b.ent2 NS", "sec.b.ent2 DS",
        "x.ent3 A",
        "y.c.ent3 NS", "glue.y.c.ent3 A", "d DNAME", "u.d A");

    [Fact]
    public void Build_ProvesEmptyNonTerminalsAndDelegationsButNoOccludedName() =>
        Assert.Equal(
            ["@", "a.ent2", "b.ent2", "c.ent3", "d", "deep.a.ent2", "ent1", "ent2", "ent3", "ins.ent1", "ns",
                "sec.b.ent2",
                "x.ent3", "y.c.ent3"],
            OwnersOf(Chain(Mixed, Nsec3OptOut.None)).Order(StringComparer.Ordinal));

    /// <summary>The names that dnssec-signzone -3 - -A of BIND 9.18 gives NSEC3 to.</summary>
    [Fact]
    public void Build_LeavesOutInsecureDelegationsAndWhatLeadsToThemOnlyWithOptOut() =>
        Assert.Equal(
            ["@", "b.ent2", "d", "ent2", "ent3", "ns", "sec.b.ent2", "x.ent3"],
            OwnersOf(Chain(Mixed, Nsec3OptOut.InsecureDelegations)).Order(StringComparer.Ordinal));

    [Fact]
    public void Build_LinksTheHashesInARing()
    {
        Nsec3Chain chain = Chain(Mixed, Nsec3OptOut.None);
        for (int link = 0; link < chain.Count; link++)
        {
            byte[] hash = new byte[20];
            chain.Parameters.Hash(Mixed.NameOf(chain.NodeAt(link)), hash);
            Assert.Equal(hash, chain.HashAt(link).ToArray());
            bool isLast = link == chain.Count - 1;
            Assert.Equal(chain.HashAt(isLast ? 0 : link + 1).ToArray(), chain.NextHashOf(link).ToArray());
            Assert.Equal(isLast, chain.HashAt(link).SequenceCompareTo(chain.NextHashOf(link)) > 0);
        }
    }

    [Theory]
    [InlineData("ns", "000640000000 0002")]
    [InlineData("ins.ent1", "000120")]
    [InlineData("sec.b.ent2", "00062000000000 12")]
    [InlineData("ent1", "")]
    public void WriteTypeBitmaps_SetsRrsigOnlyWhereSomethingIsSigned(string owner, string expected)
    {
        Nsec3Chain chain = Chain(Mixed, Nsec3OptOut.None);
        int link = OwnersOf(chain).ToList().IndexOf(owner);
        byte[] bitmaps = new byte[64];
        Assert.Equal(expected.Replace(" ", ""),
            Convert.ToHexString(bitmaps[..chain.WriteTypeBitmaps(link, bitmaps)]));
    }

    [Fact]
    public void WriteRData_HasTheFieldsOfTheParametersAndTheOptOutFlag()
    {
        Zone zone = Build("@ SOA", "@ NS");
        Nsec3Chain chain = Nsec3Chain.Build(
            zone, new Nsec3Parameters(12, [0xAA, 0xBB]), Nsec3OptOut.InsecureDelegations, new FindingList());
        byte[] rdata = new byte[Nsec3Chain.MaximumRDataLength];
        int length = chain.WriteRData(0, rdata);
        Assert.Equal(
            "01" + "01" + "000C" + "02AABB" + "14" + Convert.ToHexString(chain.HashAt(0))
                + "000622000000 0002".Replace(" ", ""),
            Convert.ToHexString(rdata[..length]));
        byte[] parameters = new byte[chain.Parameters.ParameterRDataLength];
        chain.Parameters.WriteParameterRData(parameters);
        Assert.Equal("0100000C02AABB", Convert.ToHexString(parameters));
    }

    [Fact]
    public void WriteOwner_PutsTheHashInUpperCaseBeforeTheApex()
    {
        Nsec3Chain chain = Nsec3Chain.Build(
            Build("@ SOA", "@ NS"), new Nsec3Parameters(12, [0xAA, 0xBB, 0xCC, 0xDD]), Nsec3OptOut.None,
            new FindingList());
        byte[] owner = new byte[chain.OwnerLength];
        chain.WriteOwner(0, owner);
        Assert.Equal("0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM.example.", DomainName.FromTrustedWire(owner)
            .ToString());
    }

    [Fact]
    public void Build_AdvisesAgainstIterationsAndSalt()
    {
        FindingList findings = new();
        Nsec3Chain.Build(Mixed, new Nsec3Parameters(1, [1]), Nsec3OptOut.None, findings);
        Assert.Equal(["NSEC3-ITERATIONS", "NSEC3-SALT"], findings.Kept.Select(f => f.Code.Tag).Order());
        findings = new();
        Nsec3Chain.Build(Mixed, Nsec3Parameters.Default, Nsec3OptOut.None, findings);
        Assert.Empty(findings.Kept);
    }

    [Fact]
    public void Build_RefusesOver150Iterations()
    {
        Nsec3Chain.Build(Mixed, new Nsec3Parameters(150, []), Nsec3OptOut.None, new FindingList());
        RefusedException refusal = Assert.Throws<RefusedException>(
            () => Nsec3Chain.Build(Mixed, new Nsec3Parameters(151, []), Nsec3OptOut.None, new FindingList()));
        Assert.Equal("NSEC3-ITERATIONS-LIMIT", refusal.Code.Tag);
    }

    [Fact]
    public void Build_RefusesAnApexTooLongForHashedNames()
    {
        string label = new('a', 63);
        Assert.NotNull(Chain(ZoneAt($"{label}.{label}.{label}.{label[..28]}."), Nsec3OptOut.None));
        RefusedException refusal = Assert.Throws<RefusedException>(
            () => Chain(ZoneAt($"{label}.{label}.{label}.{label[..29]}."), Nsec3OptOut.None));
        Assert.Equal("NSEC3-OWNER-TOO-LONG", refusal.Code.Tag);
    }

    [Fact]
    public void Build_GivesTheSameOnAnyNumberOfThreads()
    {
        Zone zone = Build(["@ SOA", "@ NS", .. Enumerable.Range(0, 20_000).Select(i => $"n{i} NS"),
            .. Enumerable.Range(0, 9_000).Select(i => $"n{i * 2} DS")]);
        foreach (Nsec3OptOut optOut in Enum.GetValues<Nsec3OptOut>())
        {
            Nsec3Chain one = Chain(zone, optOut);
            Nsec3Chain three = Nsec3Chain.Build(zone, Nsec3Parameters.Default, optOut, new FindingList(), 3);
            Assert.Equal(optOut == Nsec3OptOut.None ? 20_001 : 9_001, one.Count);
            Assert.Equal(OwnersOf(one), OwnersOf(three));
        }
    }

    private static Zone ZoneAt(string apex)
    {
        DomainName name = DomainName.Parse(apex);
        DnssecToolkit.Records.RecordPageBuilder page = new();
        page.Add(name.Wire, DnssecToolkit.Records.RRType.SOA, 60, [0, 0, .. new byte[20]]);
        return new ZoneBuilder(name, new FindingList()).Add(page.Build()).Build();
    }

    private static Nsec3Chain Chain(Zone zone, Nsec3OptOut optOut) =>
        Nsec3Chain.Build(zone, Nsec3Parameters.Default, optOut, new FindingList());

    private static string[] OwnersOf(Nsec3Chain chain) =>
        [.. Enumerable.Range(0, chain.Count).Select(link => NameOf(chain.Zone, chain.NodeAt(link)))];
}
