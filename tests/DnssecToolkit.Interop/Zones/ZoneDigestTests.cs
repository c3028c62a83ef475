using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Zones;

/// <summary>RFC 8976, appendix A.4 and A.5: the digests of signed zones that were published with
/// them.</summary>
public class ZoneDigestTests
{
    [CorpusTheory("rfc/zonemd-rfc8976")]
    [InlineData("A.4.The-URI.ARPA-Zone")]
    [InlineData("A.5.The-ROOT-SERVERS.NET-Zone")]
    public void ComputeDigest_GivesWhatTheZonemdSays(string file)
    {
        ZoneFileContent content = ZoneFileReader.Read(
            Corpus.PathOf($"rfc/zonemd-rfc8976/{file}"), ZoneFileOptions.Default, new FindingList());
        Zone zone = new ZoneBuilder(content.Origin!.Value, new FindingList()).Add(content.Pages).Build();
        Assert.True(zone.TryFind(0, RRType.ZONEMD, out RRset zonemd));
        Assert.Equal(1, zonemd.Count);
        byte[] digest = new byte[ZoneDigest.MaximumLength];
        int length = zone.ComputeDigest((ZoneDigestHash)zonemd.RDataOf(0)[5], digest);
        Assert.Equal(Convert.ToHexString(zonemd.RDataOf(0)[6..]), Convert.ToHexString(digest, 0, length));
    }
}
