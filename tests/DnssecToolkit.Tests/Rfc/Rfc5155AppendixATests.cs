using DnssecToolkit.Canonical;
using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 5155, appendix A: the hashes and the chain of the example zone, salt aabbccdd, 12 iterations, opt-out.</summary>
public class Rfc5155AppendixATests
{
    private static readonly Nsec3Parameters Parameters = new(12, [0xAA, 0xBB, 0xCC, 0xDD]);

    [Theory]
    [InlineData("example.", "0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM")]
    [InlineData("a.example.", "35MTHGPGCU1QG68FAB165KLNSNK3DPVL")]
    [InlineData("ai.example.", "GJEQE526PLBF1G8MKLP59ENFD789NJGI")]
    [InlineData("NS1.example.", "2T7B4G4VSA5SMI47K61MV5BV1A22BOJR")]
    [InlineData("ns2.example.", "Q04JKCEVQVMU85R014C7DKBA38O0JI5R")]
    [InlineData("w.example.", "K8UDEMVP1J2F7EG6JEBPS17VP3N8I58H")]
    [InlineData("*.w.example.", "R53BQ7CC2UVMUBFU5OCMM6PERS9TK9EN")]
    [InlineData("x.w.example.", "B4UM86EGHHDS6NEA196SMVMLO4ORS995")]
    [InlineData("y.w.example.", "JI6NEOAEPV8B5O6K4EV33ABHA8HT9FGC")]
    [InlineData("x.y.w.EXAMPLE.", "2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S")]
    [InlineData("xx.example.", "T644EBQK9BIBCNA874GIVR6JOJ62MLHV")]
    [InlineData("2t7b4g4vsa5smi47k61mv5bv1a22bojr.example.", "KOHAR7MBB8DC2CE8A9QVL8HON4K53UHI")]
    public void Compute_GivesTheHashesOfTheExample(string name, string expected)
    {
        byte[] hash = new byte[Nsec3Hash.Length];
        Nsec3Hash.Compute(DomainName.Parse(name).Wire, Parameters.Salt, Parameters.Iterations, hash);
        Assert.Equal(expected, Text(hash));
    }

    [Fact]
    public void Build_GivesTheChainOfTheExample()
    {
        Zone zone = Zone("""
            @      SOA    ns1 bugs.x.w 1 3600 300 3600000 3600
            @      NS     ns1
            @      NS     ns2
            @      MX     1 xx
            @      DNSKEY 256 3 7 AwEAAaetidLzsKWUt4swWR8yu0wPHPiUi8LU
            @      NSEC3PARAM 1 0 12 aabbccdd
            a      NS     ns1.a
            a      NS     ns2.a
            a      DS     58470 5 1 3079F1593EBAD6DC121E202A8B766A6A4837206C
            ns1.a  A      192.0.2.5
            ns2.a  A      192.0.2.6
            ai     A      192.0.2.9
            ai     HINFO  "KLH-10" "ITS"
            ai     AAAA   2001:db8::f00:baa9
            c      NS     ns1.c
            c      NS     ns2.c
            ns1.c  A      192.0.2.7
            ns2.c  A      192.0.2.8
            ns1    A      192.0.2.1
            ns2    A      192.0.2.2
            *.w    MX     1 ai
            x.w    MX     1 xx
            x.y.w  MX     1 xx
            xx     A      192.0.2.10
            xx     HINFO  "KLH-10" "TOPS-20"
            xx     AAAA   2001:db8::f00:baaa
            """);
        Nsec3Chain chain = Nsec3Chain.Build(zone, Parameters, Nsec3OptOut.InsecureDelegations,
            new FindingList());
        Assert.Equal(
            [
                "0P9MHAVEQVM6T7VBL5LOP2U3T2RP3TOM @: NS SOA MX RRSIG DNSKEY NSEC3PARAM",
                "2T7B4G4VSA5SMI47K61MV5BV1A22BOJR ns1: A RRSIG",
                "2VPTU5TIMAMQTTGL4LUU9KG21E0AOR3S x.y.w: MX RRSIG",
                "35MTHGPGCU1QG68FAB165KLNSNK3DPVL a: NS DS RRSIG",
                "B4UM86EGHHDS6NEA196SMVMLO4ORS995 x.w: MX RRSIG",
                "GJEQE526PLBF1G8MKLP59ENFD789NJGI ai: A HINFO AAAA RRSIG",
                "JI6NEOAEPV8B5O6K4EV33ABHA8HT9FGC y.w:",
                "K8UDEMVP1J2F7EG6JEBPS17VP3N8I58H w:",
                "Q04JKCEVQVMU85R014C7DKBA38O0JI5R ns2: A RRSIG",
                "R53BQ7CC2UVMUBFU5OCMM6PERS9TK9EN *.w: MX RRSIG",
                "T644EBQK9BIBCNA874GIVR6JOJ62MLHV xx: A HINFO AAAA RRSIG",
            ],
            Describe(chain));
    }

    private static IEnumerable<string> Describe(Nsec3Chain chain)
    {
        byte[] bitmaps = new byte[64];
        for (int link = 0; link < chain.Count; link++)
        {
            int length = chain.WriteTypeBitmaps(link, bitmaps);
            string name = NameOf(chain.Zone, chain.NodeAt(link));
            yield return $"{Text(chain.HashAt(link))} {name}: {TypesIn(bitmaps.AsSpan(0, length))}".TrimEnd();
        }
    }

    private static string Text(ReadOnlySpan<byte> hash)
    {
        byte[] text = new byte[Base32Hex.EncodedLength(hash.Length)];
        Base32Hex.EncodeUpper(hash, text);
        return System.Text.Encoding.ASCII.GetString(text);
    }
}
