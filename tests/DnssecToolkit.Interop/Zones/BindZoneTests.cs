using System.Text.RegularExpressions;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Zones;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.Zones;

/// <summary>What named-compilezone makes of odd zones must be what we make of them: the same records, names in the same order.</summary>
public sealed partial class BindZoneTests : IDisposable
{
    private static readonly DomainName Apex = DomainName.Parse("example.");

    private readonly TemporaryDirectory _directory = new();

    [ForeignToolTheory("named-compilezone")]
    [InlineData(11ul, 10)]
    [InlineData(12ul, 100)]
    [InlineData(13ul, 1000)]
    public void Build_GivesBindsRecordsAndOrder(ulong seed, int names)
    {
        string text = new RandomZones(seed).Next(names) + """
            ttl 200 TXT "a"
            ttl 100 TXT "b"
            ns A 192.0.2.1
            ttl 150 TXT "c"
            ns A 192.0.2.1
            NS A 192.0.2.2
            outside.test. A 192.0.2.1

            """;
        string[] theirs = Compiled(text);
        string[] ours = Ours(text);
        Assert.Equal(OwnersOf(theirs), OwnersOf(ours));
        Assert.Equal(theirs.Order(StringComparer.Ordinal), ours.Order(StringComparer.Ordinal));
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private string[] Compiled(string text)
    {
        _directory.Write("db", text);
        ForeignTool.RunIn(
            _directory.FullName, "named-compilezone", "-q", "-i", "none", "-k", "ignore", "-n", "ignore",
            "-m", "ignore",
            "-s", "full", "-o", "out", "example.", "db").MustSucceed();
        return [.. File.ReadAllLines(_directory["out"]).Where(line => line.Length > 0)
            .Select(line => Fold(Blanks().Replace(line, " ")))];
    }

    private string[] Ours(string text)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(
            _directory.Write("db", text), new ZoneFileOptions { Origin = Apex }, findings);
        return Lines(new ZoneBuilder(Apex, findings, threads: 2).Add(content.Pages).Build());
    }

    private static string[] Lines(Zone zone)
    {
        List<string> lines = [];
        byte[] line = new byte[RecordText.MaximumLength(WireName.MaximumLength, 4096)];
        for (int node = 0; node < zone.NodeCount; node++)
        {
            foreach (RRset rrset in zone.RRsetsOf(node))
            {
                for (int i = 0; i < rrset.Count; i++)
                {
                    int length = RecordText.Write(zone.NameOf(node), rrset.TtlOf(i), rrset.Type,
                        rrset.RDataOf(i), line);
                    lines.Add(Fold(System.Text.Encoding.ASCII.GetString(line, 0, length).TrimEnd('\n')));
                }
            }
        }

        return [.. lines];
    }

    private static IEnumerable<string> OwnersOf(string[] lines) =>
        lines.Select(line => line.Split(' ')[0]).Distinct();

    /// <summary>Of names that differ in case only, BIND keeps now the one and now the other.</summary>
    private static string Fold(string line) => string.Concat(line.Select(char.ToLowerInvariant));

    [GeneratedRegex("[ \t]+")]
    private static partial Regex Blanks();
}
