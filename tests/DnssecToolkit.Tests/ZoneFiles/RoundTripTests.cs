using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.ZoneFiles;
using FsCheck;
using FsCheck.Fluent;

namespace DnssecToolkit.Tests.ZoneFiles;

/// <summary>What is written is read back as it was.</summary>
public class RoundTripTests
{
    private const ulong Seed = 12_690_842_266_653_439_757;
    private const ulong Gamma = 15_509_132_930_823_574_451;
    private const int TestsOfKnownTypes = 20_000;

    private static readonly string Zones =
        Path.Combine(CoreSources.RepositoryRoot, "tests", "DnssecToolkit.Tests", "data", "zones");

    [Fact]
    public void ReadAfterWrite_GivesEveryRecordOfTheOddZones()
    {
        foreach (string[] zone in File.ReadLines(Path.Combine(Zones, "ORIGINS"))
            .Select(line => line.Split(' ')))
        {
            ZoneFileOptions options = new() { Origin = DomainName.Parse(zone[1]), Threads = 1 };
            ZoneFileContent content = ZoneFileReader.Read(Path.Combine(Zones, zone[0]), options,
                new FindingList());
            Assert.Equal(ZoneText.Describe(content), ReadBack(content.Pages.SelectMany(LinesOf)));
        }
    }

    [Fact]
    public void ReadAfterWrite_IsIdentityForOwnersAndStringsOfAnyOctets() =>
        Prop.ForAll<byte[], byte[], uint>((label, text, ttl) =>
    {
        byte[] owner = [(byte)Math.Clamp(label.Length, 1, 63), .. label.DefaultIfEmpty((byte)'x').Take(63),
            0];
        byte[] rdata = [(byte)Math.Min(text.Length, 255), .. text.Take(255)];
        return IsKept(owner, ttl & int.MaxValue, RRType.TXT, rdata);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ReadAfterWrite_IsIdentityForUnknownTypes() => Prop.ForAll<byte[], ushort>((rdata, type) =>
        IsKept([0], 1, (RRType)(type | 0x4000), rdata)).QuickCheckThrowOnFailure();

    // Octets that are no RDATA of the type are written as \# and refused again; all others come back.
    [Fact]
    public void ReadAfterWrite_IsIdentityForValidRDataOfKnownTypes()
    {
        // Not LOC: octets may say angles beyond 180 degrees and sizes in two ways, which text cannot.
        RRType[] types =
        [
            .. RDataLayout.All.ToArray().Where(row => row.HasTextForm && row.Type != RRType.LOC)
            .Select(row => row.Type),
        ];
        Prop.ForAll<byte[], byte>((octets, choice) =>
        {
            RRType type = types[choice % types.Length];
            return !RDataValidity.IsValid(type, octets) || IsKept([1, (byte)'a', 0], 1, type, octets);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(TestsOfKnownTypes).WithReplay(Seed, Gamma)); // the same each time
    }

    private static bool IsKept(byte[] owner, uint ttl, RRType type, byte[] rdata)
    {
        RecordPageBuilder page = new();
        page.Add(owner, type, ttl, rdata);
        RecordPage built = page.Build();
        ZoneFileContent content = new(null, [built], 1, 0, []);
        return ZoneText.Describe(content).SequenceEqual(ReadBack(LinesOf(built)));
    }

    private static IEnumerable<string> ReadBack(IEnumerable<byte[]> lines)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.ReadText(
            lines.SelectMany(line => line).ToArray(), "db", ZoneText.Example, findings);
        Assert.Empty(findings.Kept);
        return ZoneText.Describe(content);
    }

    private static IEnumerable<byte[]> LinesOf(RecordPage page)
    {
        for (int i = 0; i < page.Count; i++)
        {
            DnssecToolkit.Records.Record record = page.Records[i];
            byte[] line = new byte[RecordText.MaximumLength(page.OwnerOf(record).Length, record.RDataLength)];
            yield return line[..RecordText.Write(page.OwnerOf(record), record.Ttl, record.Type,
                page.RDataOf(record), line)];
        }
    }
}
