using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Interop.ZoneFiles;

/// <summary>Zones as sorted lines in the form of <c>named-compilezone -s full</c>, one space for each run of
/// white space.</summary>
internal static class RecordLines
{
    /// <summary>What our reader makes of a file, each line once; faults are lines too.</summary>
    internal static string[] OfOurReader(string path, string origin, ZoneFileOptions options)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(
            path, options with { Origin = DomainName.Parse(origin) }, findings);
        IEnumerable<string> faults = findings.Kept.Where(f => f.Severity == Severity.Fault)
            .Select(f => f.ToString());
        return [.. content.Pages.SelectMany(LinesOf).Concat(faults).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>What BIND makes of it.</summary>
    internal static string[] OfBind(string output) =>
    [
        .. output.Split('\n')
        .Where(line => line.Contains("IN", StringComparison.Ordinal)
            && !line.StartsWith("zone ", StringComparison.Ordinal))
            .Select(line => string.Join(' ', line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> LinesOf(RecordPage page)
    {
        for (int i = 0; i < page.Count; i++)
        {
            DnssecToolkit.Records.Record record = page.Records[i];
            ReadOnlySpan<byte> owner = page.OwnerOf(record);
            byte[] line = new byte[RecordText.MaximumLength(owner.Length, record.RDataLength)];
            int length = RecordText.Write(owner, record.Ttl, record.Type, page.RDataOf(record), line);
            yield return System.Text.Encoding.Latin1.GetString(line, 0, length).TrimEnd();
        }
    }
}
