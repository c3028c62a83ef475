using System.Text.RegularExpressions;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Records;

/// <summary>A zone with every type, read and written by us and by BIND.</summary>
public class EveryTypeTests
{
    private static readonly string ZoneFile = Repository.PathOf("tests/data/zones/every-type.zone");

    [ForeignToolFact("named-compilezone")]
    public void OurText_IsNamedCompilezonesAfterSorting()
    {
        using TemporaryDirectory directory = new();
        Assert.Equal(Compile(directory, ZoneFile), Sorted(WrittenByUs(ZoneFile)));
    }

    [ForeignToolFact("named-compilezone")]
    public void OurText_IsReadByBindAsTheSameZone()
    {
        using TemporaryDirectory directory = new();
        string ours = directory.Write("ours.zone",
            string.Concat(WrittenByUs(ZoneFile).Select(line => line + "\n")));
        Assert.Equal(Compile(directory, ZoneFile), Compile(directory, ours));
    }

    [Fact]
    public void EveryTypeThatStandsInZones_StandsInTheZone()
    {
        HashSet<RRType> types = [.. Read(ZoneFile).SelectMany(page => page.Records.Take(page.Count))
            .Select(r => r.Type)];
        RRType[] obsolete = [RRType.MD, RRType.MF]; // BIND refuses zones that have them
        Assert.Empty(RDataLayout.All.ToArray().Select(layout => layout.Type)
            .Where(type => !RDataLayout.IsMeta(type)).Except(obsolete).Except(types));
    }

    private static string[] Compile(TemporaryDirectory directory, string zone)
    {
        ForeignTool.Run(
            "named-compilezone", "-k", "ignore", "-n", "ignore", "-i", "none", "-s", "full", "-o",
            directory["out"],
            "example", zone).MustSucceed();
        return Sorted(File.ReadLines(directory["out"]).Where(line => !line.StartsWith(';')));
    }

    private static string[] Sorted(IEnumerable<string> lines) =>
        [.. lines.Select(line => Regex.Replace(line, @"[ \t]+", " ")).Order(StringComparer.Ordinal)];

    private static List<string> WrittenByUs(string path)
    {
        List<string> lines = [];
        byte[] text = new byte[RecordText.MaximumLength(WireName.MaximumLength, ushort.MaxValue)];
        foreach (RecordPage page in Read(path))
        {
            for (int i = 0; i < page.Count; i++)
            {
                DnssecToolkit.Records.Record record = page.Records[i];
                int length = RecordText.Write(
                    page.OwnerOf(record), record.Ttl, record.Type, page.RDataOf(record), text);
                lines.Add(System.Text.Encoding.ASCII.GetString(text, 0, length - 1));
            }
        }

        return lines;
    }

    private static IReadOnlyList<RecordPage> Read(string path)
    {
        FindingList findings = new();
        ZoneFileOptions options = new() { Origin = DomainName.Parse("example.") };
        ZoneFileContent content = ZoneFileReader.Read(path, options, findings);
        Assert.Empty(findings.Kept);
        return content.Pages;
    }
}
