using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Tests.Architecture;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

/// <summary>However a text is cut and on how many threads it is parsed, what comes out is the same.</summary>
public class ParallelTests
{
    private static readonly string Zones =
        Path.Combine(CoreSources.RepositoryRoot, "tests", "DnssecToolkit.Tests", "data", "zones");

    public static TheoryData<int> SegmentSizes => [1, 7, 16, 33, 64, 100, 257, 1000];

    [Theory]
    [MemberData(nameof(SegmentSizes))]
    public void Reading_GivesTheSameForEverySegmentSizeAndThreadCount(int segment)
    {
        foreach (string[] zone in File.ReadLines(Path.Combine(Zones, "ORIGINS"))
            .Select(line => line.Split(' ')))
        {
            string path = Path.Combine(Zones, zone[0]);
            ZoneFileOptions options = new() { Origin = DomainName.Parse(zone[1]), Threads = 1 };
            string expected = Read(path, options);
            foreach (int threads in (int[])[1, 3])
            {
                string read = Read(path, options with { SegmentOctets = segment, Threads = threads });
                Assert.True(expected == read,
                    $"{zone[0]}, {threads} threads:\n{read}\ninstead of\n{expected}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(SegmentSizes))]
    public void Reading_GivesTheSameFaultsInTheSamePlaces(int segment)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, string.Concat(Enumerable.Range(0, 50).Select(i =>
            $"$ORIGIN o{i}.\na A 1.2.3.4\n$TTL {i}\n B x\nc TXT ( \"{i}\n \"y\" )\n TXT z\nd TXT (\n a b )\n{i} 9 A 1.2.3.4\ne A 1.2.3.4\n"))
            + "last TXT ( open\nx A 1.2.3.4\n");
        string expected = Read(path, ZoneText.Example);
        Assert.Contains(":3:", expected, StringComparison.Ordinal);
        Assert.Equal(expected, Read(path, ZoneText.Example with { SegmentOctets = segment }));
        Assert.Equal(expected, Read(path, ZoneText.Example with { SegmentOctets = segment, Threads = 4 }));
        File.Delete(path);
    }

    private static string Read(string path, ZoneFileOptions options)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(path, options, findings);
        IEnumerable<uint> lines = content.Pages.SelectMany(page => page.Records.Take(page.Count))
            .Select(record => record.Line);
        return string.Join('\n', ZoneText.Describe(content).Zip(lines, (record, line) => $"{line}: {record}")
            .Concat(findings.Kept.Select(finding => finding.ToString())));
    }
}
