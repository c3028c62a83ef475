using System.Globalization;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Tests.ZoneFiles;

/// <summary>Reads zones that tests show as text.</summary>
internal static class ZoneText
{
    internal static readonly ZoneFileOptions Example = new()
    {
        Origin = DomainName.Parse("example."),
        Threads = 1
    };

    /// <summary>The records as <c>owner TTL type hex</c>; the text must be without faults.</summary>
    internal static string[] Records(string text, ZoneFileOptions? options = null)
    {
        (string[] records, string[] faults) = Read(text, options);
        Assert.Empty(faults);
        return records;
    }

    /// <summary>The faults as messages, in the order of their places.</summary>
    internal static string[] Faults(string text, ZoneFileOptions? options = null) =>
        Read(text, options).Faults;

    internal static (string[] Records, string[] Faults) Read(string text, ZoneFileOptions? options = null)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.ReadText(
            System.Text.Encoding.Latin1.GetBytes(text), "db", options ?? Example, findings);
        return ([.. Describe(content)], [.. findings.Kept.Select(finding => finding.ToString())]);
    }

    internal static IEnumerable<string> Describe(ZoneFileContent content)
    {
        foreach (RecordPage page in content.Pages)
        {
            for (int i = 0; i < page.Count; i++)
            {
                DnssecToolkit.Records.Record record = page.Records[i];
                DomainName owner = DomainName.FromTrustedWire(page.OwnerOf(record));
                yield return string.Create(CultureInfo.InvariantCulture,
                    $"{owner} {record.Ttl} {RRTypeText.Format(record.Type)} {Convert.ToHexString(page.RDataOf(record))}");
            }
        }
    }
}
