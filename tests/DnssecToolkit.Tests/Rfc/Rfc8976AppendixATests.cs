using DnssecToolkit.Canonical;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Rfc;

/// <summary>RFC 8976, appendix A: the digests of the example zones.</summary>
public class Rfc8976AppendixATests
{
    private const string Simple = """
        example.      86400   IN  SOA     ns1 admin 2018031900 (
                                          1800 900 604800 86400 )
                      86400   IN  NS      ns1
                      86400   IN  NS      ns2
                      86400   IN  ZONEMD  2018031900 1 1 (
                                          c68090d90a7aed71
                                          6bc459f9340e3d7c
                                          1370d4d24b7e2fc3
                                          a1ddc0b9a87153b9
                                          a9713b3c9ae5cc27
                                          777f98b8e730044c )
        ns1           3600    IN  A       203.0.113.63
        ns2           3600    IN  AAAA    2001:db8::63
        """;

    private const string Complex = """
        example.      86400   IN  SOA     ns1 admin 2018031900 (
                                          1800 900 604800 86400 )
                      86400   IN  NS      ns1
                      86400   IN  NS      ns2
                      86400   IN  ZONEMD  2018031900 1 1 (
                                          31cefb03814f5062
                                          ad12fa951ba0ef5f
                                          8da6ae354a415767
                                          246f7dc932ceb1e7
                                          42a2108f529db6a3
                                          3a11c01493de358d )
        ns1           3600    IN  A       203.0.113.63
        ns2           3600    IN  AAAA    2001:db8::63
        occluded.sub  7200    IN  TXT     "I'm occluded but must be digested"
        sub           7200    IN  NS      ns1
        duplicate     300     IN  TXT     "I must be digested just once"
        duplicate     300     IN  TXT     "I must be digested just once"
        foo.test.     555     IN  TXT     "out-of-zone data must be excluded"
        non-apex      900     IN  ZONEMD  2018031900 1 1 (
                                          616c6c6f77656420
                                          6275742069676e6f
                                          7265642e20616c6c
                                          6f77656420627574
                                          2069676e6f726564
                                          2e20616c6c6f7765 )
        """;

    // Its ZONEMD of the private scheme 241, 20 octets under hash 1, is left out: BIND refuses it, and so does the reader.
    private const string Multiple = """
        example.      86400   IN  SOA     ns1 admin 2018031900 (
                                          1800 900 604800 86400 )
        example.      86400   IN  NS      ns1.example.
        example.      86400   IN  NS      ns2.example.
        example.      86400   IN  ZONEMD  2018031900 1 1 (
                                          62e6cf51b02e54b9
                                          b5f967d547ce4313
                                          6792901f9f88e637
                                          493daaf401c92c27
                                          9dd10f0edb1c56f8
                                          080211f8480ee306 )
        example.      86400   IN  ZONEMD  2018031900 1 2 (
                                          08cfa1115c7b948c
                                          4163a901270395ea
                                          226a930cd2cbcf2f
                                          a9a5e6eb85f37c8a
                                          4e114d884e66f176
                                          eab121cb02db7d65
                                          2e0cc4827e7a3204
                                          f166b47e5613fd27 )
        example.      86400   IN  ZONEMD  2018031900 1 240 (
                                          e2d523f654b9422a
                                          96c5a8f44607bbee )
        ns1.example.  3600    IN  A       203.0.113.63
        ns2.example.  86400   IN  TXT     "This example has multiple digests"
        ns2.example.  3600    IN  AAAA    2001:db8::63
        """;

    /// <summary>In A.2 occluded data counts, duplicates count once, and what is out of the zone does not count.</summary>
    [Theory]
    [InlineData("A.1", Simple, 1)]
    [InlineData("A.2", Complex, 1)]
    [InlineData("A.3", Multiple, 2)]
    public void ComputeDigest_GivesWhatTheZonemdSays(string section, string text, int digests)
    {
        Zone zone = Zone(text);
        Assert.True(zone.TryFind(0, RRType.ZONEMD, out RRset zonemd), section);
        byte[] digest = new byte[ZoneDigest.MaximumLength];
        int compared = 0;
        for (int i = 0; i < zonemd.Count; i++)
        {
            // ZONEMD RDATA: serial (4), scheme (1), hash algorithm (1), digest
            ZoneDigestHash hash = (ZoneDigestHash)zonemd.RDataOf(i)[5];
            if (zonemd.RDataOf(i)[4] == ZoneDigest.SimpleScheme && ZoneDigest.LengthOf(hash) > 0)
            {
                int length = zone.ComputeDigest(hash, digest);
                Assert.Equal(Convert.ToHexString(zonemd.RDataOf(i)[6..]),
                    Convert.ToHexString(digest, 0, length));
                compared++;
            }
        }

        Assert.Equal(digests, compared);
    }
}
