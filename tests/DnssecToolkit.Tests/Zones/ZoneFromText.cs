using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.Zones;

/// <summary>Builds zones that tests show as text, at <c>example.</c>, and describes them.</summary>
internal static class ZoneFromText
{
    /// <summary>Builds a zone; records without TTL get an hour.</summary>
    internal static Zone Zone(string text, FindingList? findings = null)
    {
        DomainName apex = DomainName.Parse("example.");
        FindingList faults = new();
        ZoneFileContent content = ZoneFileReader.ReadText(
            System.Text.Encoding.Latin1.GetBytes(text + '\n'), "db",
            new ZoneFileOptions { Origin = apex, DefaultTtl = 3600 }, faults);
        Assert.Empty(faults.Kept);
        return new ZoneBuilder(apex, findings ?? new FindingList()).Add(content.Pages).Build();
    }

    /// <summary>Builds a small zone with further records, which may be such as no reader gives.</summary>
    internal static Zone ZoneWith(RecordPage page)
    {
        const string text =
            "@ SOA ns h 1 7200 3600 1209600 600\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n";
        ZoneFileOptions options = new() { Origin = DomainName.Parse("example."), DefaultTtl = 3600 };
        ZoneFileContent content = ZoneFileReader.ReadText(
            System.Text.Encoding.ASCII.GetBytes(text), "db", options, new FindingList());
        return new ZoneBuilder(DomainName.Parse("example."), new FindingList()).Add(content.Pages).Add(page)
            .Build();
    }

    /// <summary>A node's name relative to <c>example.</c>, or <c>@</c>.</summary>
    internal static string NameOf(Zone zone, int node)
    {
        string name = DomainName.FromTrustedWire(zone.NameOf(node)).ToString();
        return name == "example." ? "@" : name[..^".example.".Length];
    }

    /// <summary>The types of bit maps, in ascending order and with blanks between them.</summary>
    internal static string TypesIn(ReadOnlySpan<byte> bitmaps)
    {
        Assert.True(TypeBitmap.IsValid(bitmaps));
        List<string> types = [];
        foreach (RRType type in TypeBitmap.Enumerate(bitmaps))
        {
            types.Add(RRTypeText.Format(type));
        }

        return string.Join(' ', types);
    }
}
