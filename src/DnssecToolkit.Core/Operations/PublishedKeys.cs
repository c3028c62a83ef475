using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations;

/// <summary>The DNSKEY records in a file: a signed zone, or what a resolver answered.</summary>
public static class PublishedKeys
{
    private static readonly ZoneFileOptions Options = new() { Origin = DomainName.Root, DefaultTtl = 0 };

    /// <summary>Reads them.</summary>
    /// <exception cref="UnreadableInputException">The file cannot be read, or has no DNSKEY.</exception>
    public static IReadOnlyList<ZoneKey> Read(string path)
    {
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(path, Options, findings);
        List<ZoneKey> keys = [];
        foreach (RecordPage page in content.Pages)
        {
            foreach (Record record in page.Records.AsSpan(0, page.Count))
            {
                if (record.Type == RRType.DNSKEY && record.RDataLength > 4)
                {
                    keys.Add(new ZoneKey(DomainName.FromTrustedWire(page.OwnerOf(record)),
                        page.RDataOf(record)));
                }
            }
        }

        return findings.HasFaults || keys.Count == 0
            ? throw new UnreadableInputException(
                $"{path}: {(findings.HasFaults ? "cannot be read as a zone file" : "no DNSKEY record in it")}",
                "write the zone's DNSKEY RRset there, such as `dig +noall +answer ZONE DNSKEY` prints it",
                findings.Kept)
            : keys;
    }
}
