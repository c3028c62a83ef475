using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;
using static DnssecToolkit.Tests.Zones.ZoneFromText;

namespace DnssecToolkit.Tests.Verification;

/// <summary>Records whose RDATA no reader of files lets through: the verifier names them, and reads none of
/// them beyond its end.</summary>
public class MalformedRecordTests
{
    private const int Rounds = 400;
    private const int Seed = 1035; // another one finds other places; a failure can be had again

    [Theory]
    [InlineData("NSEC-MALFORMED", RRType.NSEC, "")]
    [InlineData("NSEC-MALFORMED", RRType.NSEC, "00000000")]
    [InlineData("NSEC3-MALFORMED", RRType.NSEC3, "0100000000")]
    [InlineData("RRSIG-MALFORMED", RRType.RRSIG, "0001080200000E10")]
    [InlineData("ZONE-DS-LENGTH", RRType.DS, "30390D")]
    [InlineData("ZONE-DS-LENGTH", RRType.DS, "30390D0201020304")]
    [InlineData("ZONE-SVCB-PARAMETERS", RRType.HTTPS, "00010000020000")]
    [InlineData("ZONE-SVCB-PARAMETERS", RRType.HTTPS, "000100000000020001")]
    public void A_record_that_cannot_be_read_is_named(string code, RRType type, string rdata)
    {
        byte[] owner = DomainName.Parse("w.example.").Wire.ToArray();
        RecordPageBuilder page = new();
        page.Add(owner, RRType.A, 3600, [192, 0, 2, 7]);
        page.Add(owner, type, 3600, Convert.FromHexString(rdata));
        page.Add(DomainName.Parse("example.").Wire, RRType.DNSKEY, 3600, [1, 1, 3, 13, .. new byte[64]]);
        Assert.Contains(code, Tags(ZoneWith(page.Build())));
    }

    [Theory]
    [InlineData("NSEC-CHAIN-BROKEN")]
    [InlineData("NSEC3-CHAIN-BROKEN")]
    [InlineData("ZONEMD-MISMATCH")]
    [InlineData("CDS-ORPHAN")]
    [InlineData("ZONE-SVCB-DNS")]
    public void RDATA_that_was_cut_lengthened_or_changed_ends_no_verification(string fixture)
    {
        DomainName apex = DomainName.Parse("example.");
        string root = Architecture.CoreSources.RepositoryRoot;
        string path = Path.Combine(root, "tests", "data", "checks", fixture, "sound.zone");
        RecordPage sound = ZoneFileReader.Read(path, new ZoneFileOptions { Origin = apex }, new FindingList())
            .Pages.Single(page => page.Count > 0);
        ulong state = Seed;
        for (int round = 0; round < Rounds; round++)
        {
            RecordPageBuilder page = new();
            foreach (DnssecToolkit.Records.Record record in sound.Records.AsSpan(0, sound.Count))
            {
                byte[] rdata = sound.RDataOf(record).ToArray();
                page.Add(
                    sound.OwnerOf(record), record.Type, record.Ttl,
                    record.Type != RRType.SOA && Next(ref state, 8) == 0 ? Spoil(rdata, ref state) : rdata);
            }

            Zone zone = new ZoneBuilder(apex, new FindingList()).Add(page.Build()).Build();
            VerificationPolicy policy = Policy with { Previous = zone };
            Assert.NotNull(ZoneVerifier.Verify(zone, policy, new FindingList(), default));
        }
    }

    private static VerificationPolicy Policy => new()
    {
        Moments = [new Timestamp(1_794_700_800)],
        Scope = VerificationScope.Everything,
        Threads = 1,
    };

    private static HashSet<string> Tags(Zone zone) => [.. ZoneVerifier
        .Verify(zone, Policy, new FindingList(), default).Groups.Select(group => group.Code.Tag)];

    private static byte[] Spoil(byte[] rdata, ref ulong state)
    {
        switch (Next(ref state, 3))
        {
            case 0:
                return rdata[..Next(ref state, rdata.Length)];
            case 1:
                return [.. rdata, (byte)Next(ref state, 256), (byte)Next(ref state, 256)];
            default:
                rdata[Next(ref state, rdata.Length)] = (byte)Next(ref state, 256);
                return rdata;
        }
    }

    private static int Next(ref ulong state, int bound)
    {
        state = unchecked((state * 6364136223846793005) + 1442695040888963407);
        return (int)((state >> 33) % (ulong)bound);
    }
}
