using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Reads a zone file and verifies what is in it: one report on text, content and DNSSEC.</summary>
public static class ZoneInspection
{
    private const int MostShown = 10; // where there is no zone to report on
    private const int MostTextFindings = 1_000; // kept with their messages; the others are counted

    /// <summary>Inspects a file.</summary>
    /// <param name="request">The files and the policy.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <param name="progress">Hears how far it has come, from any thread; or null.</param>
    /// <exception cref="UnreadableInputException">A file cannot be read, or
    /// is no zone: it has no SOA.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    /// <exception cref="KeyUnavailableException">The crypto library is missing.</exception>
    public static VerificationReport Inspect(
        InspectionRequest request, CancellationToken stop, IProgress<StageProgress>? progress = null)
    {
        FindingSink sink = new();
        Zone zone = Read(request.Path, request.Origin, request.Policy.Threads, sink, stop);
        VerificationPolicy policy = request.Policy;
        if (request.PreviousPath is not null)
        {
            // What is wrong with the text of the previous version no longer matters.
            Zone previous = Read(request.PreviousPath, zone.Apex, policy.Threads, new FindingSink(), stop);
            policy = policy with { Previous = previous };
        }

        FurtherFindings? further = request.FurtherCheck?.Invoke(zone, stop);
        foreach (Finding finding in further?.Findings ?? [])
        {
            sink.Add(finding);
        }

        FindingTally tally = new();
        tally.Add(sink);
        VerificationReport report = ZoneVerifier.Verify(zone, policy, tally, stop, progress);
        return report with { Servers = further?.Servers ?? [] };
    }

    private static Zone Read(
        string path, DomainName? origin, int threads, FindingSink sink, CancellationToken stop)
    {
        FindingList findings = new(MostTextFindings);
        ZoneFileOptions options = new() { Origin = origin, Threads = threads };
        ZoneFileContent content = ZoneFileReader.Read(path, options, findings, stop);
        DomainName apex = content.Origin
            ?? throw new UnreadableInputException(
                $"{path}: no SOA record",
                "is this a zone file? name its zone with --origin",
                [.. findings.Kept.Take(MostShown)]);
        if (content.Pages.FirstOrDefault(page => page.Count > 0) is RecordPage first
            && first.Records[0].Type != RRType.SOA)
        {
            SourceLocation place = new(first.File, (int)first.Records[0].Line);
            sink.Add(
                CheckCodes.ZoneSoaNotFirst, place,
                $"the file begins with {Phrase.Set(first.OwnerOf(first.Records[0]), first.Records[0].Type)}");
        }

        if (content.RecordCount == 0)
        {
            throw new UnreadableInputException(
                $"{path}: no SOA record, nor any other",
                "is this a zone file?",
                [.. findings.Kept.Take(MostShown)]);
        }

        Zone zone = new ZoneBuilder(apex, findings, threads).Add(content.Pages).Build();
        sink.Add(findings);
        return zone;
    }
}
