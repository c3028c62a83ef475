using DnssecToolkit.Denial;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 4035, appendix A: the NSEC chain of the signed example zone.</summary>
public class Rfc4035AppendixATests
{
    [Fact]
    public void NsecChain_IsThatOfTheExample()
    {
        Zone zone = Zone("""
            @      SOA    ns1 bugs.x.w 1081539377 3600 300 3600000 3600
            @      NS     ns1
            @      NS     ns2
            @      MX     1 xx
            @      DNSKEY 256 3 5 AQOy1bZVvpPqhg4j7EJoM9rI3ZmyEx2OzDBVrZy/lvI5CQeP
            a      NS     ns1.a
            a      NS     ns2.a
            a      DS     57855 5 1 B6DCD485719ADCA18E5F3D48A2331627FDD3636B
            ns1.a  A      192.0.2.5
            ns2.a  A      192.0.2.6
            ai     A      192.0.2.9
            ai     HINFO  "KLH-10" "ITS"
            ai     AAAA   2001:db8::f00:baa9
            b      NS     ns1.b
            b      NS     ns2.b
            ns1.b  A      192.0.2.7
            ns2.b  A      192.0.2.8
            ns1    A      192.0.2.1
            ns2    A      192.0.2.2
            *.w    MX     1 ai
            x.w    MX     1 xx
            x.y.w  MX     1 xx
            xx     A      192.0.2.10
            xx     HINFO  "KLH-10" "TOPS-20"
            xx     AAAA   2001:db8::f00:baaa
            """);
        Assert.Equal(
            [
                "@ → a: NS SOA MX RRSIG NSEC DNSKEY",
                "a → ai: NS DS RRSIG NSEC",
                "ai → b: A HINFO AAAA RRSIG NSEC",
                "b → ns1: NS RRSIG NSEC",
                "ns1 → ns2: A RRSIG NSEC",
                "ns2 → *.w: A RRSIG NSEC",
                "*.w → x.w: MX RRSIG NSEC",
                "x.w → x.y.w: MX RRSIG NSEC",
                "x.y.w → xx: MX RRSIG NSEC",
                "xx → @: A HINFO AAAA RRSIG NSEC",
            ],
            Describe(new NsecChain(zone)));
        Assert.Equal(3600u, new NsecChain(zone).Ttl);
    }

    private static IEnumerable<string> Describe(NsecChain chain)
    {
        byte[] bitmaps = new byte[64];
        for (int node = 0; node < chain.Zone.NodeCount; node++)
        {
            if (chain.Contains(node))
            {
                int length = chain.WriteTypeBitmaps(node, bitmaps);
                string next = NameOf(chain.Zone, chain.NextOf(node));
                yield return $"{NameOf(chain.Zone, node)} → {next}: {TypesIn(bitmaps.AsSpan(0, length))}";
            }
        }
    }
}
