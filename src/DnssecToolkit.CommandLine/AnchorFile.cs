using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.CommandLine;

/// <summary>Reads trust anchors: DS and DNSKEY records as zone files write them.</summary>
public static class AnchorFile
{
    private static readonly ZoneFileOptions Options = new()
    {
        Origin = DomainName.Root,
        DefaultTtl = 0,
        Threads = 1
    };

    /// <summary>Reads what <c>--trust-anchor</c> and <c>--ds</c> give.</summary>
    /// <exception cref="UnreadableInputException">A file cannot be read or has something else.</exception>
    /// <exception cref="UsageException">A DS on the command line is none.</exception>
    public static IReadOnlyList<TrustAnchor> Read(IEnumerable<string> files, IEnumerable<string> ds)
    {
        List<TrustAnchor> anchors = [];
        foreach (string file in files)
        {
            FindingList findings = new();
            ZoneFileContent content = ZoneFileReader.Read(file, Options, findings);
            if (findings.HasFaults || !TryAdd(content, isOwned: true, anchors))
            {
                throw new UnreadableInputException(
                    $"{file}: not a file of DS and DNSKEY records", findings: findings.Kept);
            }
        }

        foreach (string text in ds)
        {
            FindingList findings = new();
            byte[] line = System.Text.Encoding.UTF8.GetBytes($". DS {text}\n");
            ZoneFileContent content = ZoneFileReader.ReadText(line, "--ds", Options, findings);
            if (findings.HasFaults || !TryAdd(content, isOwned: false, anchors))
            {
                throw new UsageException($"--ds {text} is no DS", "write it as TAG ALGORITHM TYPE DIGEST");
            }
        }

        return anchors;
    }

    private static bool TryAdd(ZoneFileContent content, bool isOwned, List<TrustAnchor> anchors)
    {
        int before = anchors.Count;
        foreach (RecordPage page in content.Pages)
        {
            foreach (Record record in page.Records.AsSpan(0, page.Count))
            {
                if (record.Type is not (RRType.DS or RRType.DNSKEY) || record.RDataLength <= 4)
                {
                    return false;
                }

                DomainName? owner = isOwned ? DomainName.FromTrustedWire(page.OwnerOf(record)) : null;
                anchors.Add(new TrustAnchor(owner, record.Type, page.RDataOf(record)));
            }
        }

        return anchors.Count > before;
    }
}
