using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Tests.Zones;

/// <summary>Zones of records written as <c>owner TYPE [target]</c>, independent of the reader; relative to
/// <c>example.</c>.</summary>
internal static class TestRecords
{
    public static readonly DomainName Apex = DomainName.Parse("example.");

    public static Zone Build(params string[] lines) => Build(new FindingList(), 1, lines);

    public static Zone Build(FindingList findings, int threads, params string[] lines) =>
        new ZoneBuilder(Apex, findings, threads).Add(Page(lines)).Build();

    public static RecordPage Page(params string[] lines)
    {
        RecordPageBuilder page = new();
        foreach (string line in lines)
        {
            string[] parts = line.Split(' ');
            page.Add(Name(parts[0]).Wire, Enum.Parse<RRType>(parts[1]), TtlOf(parts), RDataOf(parts));
        }

        return page.Build();
    }

    /// <summary>Gives the nodes as <c>owner kind TYPE,TYPE</c>.</summary>
    public static string[] Describe(Zone zone) =>
        [.. Enumerable.Range(0, zone.NodeCount).Select(node => Describe(zone, node))];

    public static string NameOf(Zone zone, int node)
    {
        string name = DomainName.FromTrustedWire(zone.NameOf(node)).ToString();
        return name == "example." ? "@" : name[..^".example.".Length];
    }

    public static DomainName Name(string text) => DomainName.Parse(
        text == "@" ? "example." : text.EndsWith('.') ? text : text + ".example.");

    private static string Describe(Zone zone, int node)
    {
        List<RRType> types = [];
        foreach (RRset rrset in zone.RRsetsOf(node))
        {
            types.Add(rrset.Type);
        }

        return $"{NameOf(zone, node)} {zone.KindOf(node)} {string.Join(',', types)}".TrimEnd();
    }

    private static uint TtlOf(string[] parts) => parts.Length > 3 ? uint.Parse(parts[3]) : 3600;

    private static byte[] RDataOf(string[] parts)
    {
        string text = parts.Length > 2 ? parts[2] : "";
        return parts[1] switch
        {
            "SOA" => [.. Name("ns").Wire, .. Name("h").Wire,
                .. Convert.FromHexString("00000001000000020000000300000004000000F0")],
            "NS" or "CNAME" or "DNAME" => Name(text == "" ? "ns" : text).Wire.ToArray(),
            "A" => [192, 0, 2, byte.Parse(text == "" ? "1" : text)],
            "DS" => [0, 1, 13, 2, .. new byte[32]],
            _ => System.Text.Encoding.ASCII.GetBytes(text == "" ? "x" : text),
        };
    }
}
