using System.Globalization;
using System.Text.RegularExpressions;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Records;

/// <summary>Thousands of RDATA, sound and damaged, through BIND as <c>\# length hex</c>: it must take what we take, and print
/// what we print.</summary>
public class BindRDataTests
{
    private const string Preamble = """
        $ORIGIN example.
        $TTL 60
        @ SOA ns h 1 2 3 4 5
        @ NS ns
        ns A 192.0.2.1

        """;

    private const int PreambleLines = 5;

    // BIND refuses to load the first two whatever is in them, and SOA anywhere but at the apex.
    private static readonly RRType[] RefusedByName = [RRType.MD, RRType.MF, RRType.SOA];

    [ForeignToolTheory("named-compilezone")]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(5u)]
    public void Bind_TakesAndPrintsWhatWeDo(uint seed)
    {
        RDataSamples samples = new(seed);
        List<(RDataLayout Layout, byte[] RData)> records = [];
        foreach (RDataLayout layout in RDataLayout.All)
        {
            if (!RDataLayout.IsMeta(layout.Type) && !RefusedByName.Contains(layout.Type))
            {
                records.AddRange(Enumerable.Range(0, 40).Select(_ => (layout, samples.Next(layout))));
            }
        }

        using TemporaryDirectory directory = new();
        HashSet<int> refused = LinesRefused(directory, records);
        List<string> differences = [];
        for (int i = 0; i < records.Count; i++)
        {
            (RDataLayout layout, byte[] rdata) = records[i];
            string? fault = RDataValidity.Explain(layout, rdata);
            if (refused.Contains(i) != (fault is not null))
            {
                differences.Add(
                    $"{Generic(layout.Type, rdata)}: BIND {(refused.Contains(i) ? "refuses" : "takes")}, we say {fault ?? "valid"}");
            }
        }

        Dictionary<int, string> printed = Print(directory, records, refused);
        foreach ((int i, string text) in printed)
        {
            string ours = Squeeze(RecordText.FormatRData(records[i].Layout.Type, records[i].RData));
            if (ours != text)
            {
                differences.Add(
                    $"{Generic(records[i].Layout.Type, records[i].RData)}:\n  BIND {text}\n  ours {ours}");
            }
        }

        Assert.True(printed.Count > records.Count / 3, "too few records were compared");
        Assert.True(differences.Count == 0,
            $"seed {seed}, {differences.Count} differences:\n{string.Join('\n', differences)}");
    }

    private static HashSet<int> LinesRefused(TemporaryDirectory directory,
        List<(RDataLayout Layout, byte[] RData)> records)
    {
        string zone = directory.Write(
            "all.zone", Preamble
                + string.Concat(records.Select((r, i) => $"r{i} {Generic(r.Layout.Type, r.RData)}\n")));
        ForeignRun run = Compile(directory, zone);
        return [.. Regex.Matches(run.Everything, @"^dns_rdata_fromtext: \S*all\.zone:(\d+):",
            RegexOptions.Multiline)
            .Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - PreambleLines - 1)];
    }

    private static Dictionary<int, string> Print(
        TemporaryDirectory directory, List<(RDataLayout Layout, byte[] RData)> records, HashSet<int> refused)
    {
        string zone = directory.Write("valid.zone", Preamble + string.Concat(records.Select(
            (r, i) => refused.Contains(i) ? "" : $"r{i} {Generic(r.Layout.Type, r.RData)}\n")));
        Compile(directory, zone).MustSucceed();
        return File.ReadLines(directory["out"]).Select(Squeeze)
            .Select(line => Regex.Match(line, @"^r(\d+)\.example\. 60 IN \S+ (.*)$"))
            .Where(match => match.Success)
            .ToDictionary(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                m => m.Groups[2].Value);
    }

    private static ForeignRun Compile(TemporaryDirectory directory, string zone) => ForeignTool.Run(
        "named-compilezone", "-k", "ignore", "-n", "ignore", "-i", "none", "-s", "full", "-o",
        directory["out"], "example", zone);

    private static string Generic(RRType type, byte[] rdata) =>
        $@"TYPE{(int)type} \# {rdata.Length} {Convert.ToHexString(rdata)}";

    private static string Squeeze(string line) => Regex.Replace(line, @"[ \t]+", " ");
}
