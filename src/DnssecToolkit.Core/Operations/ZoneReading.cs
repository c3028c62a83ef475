using DnssecToolkit.Diagnostics;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations;

/// <summary>Reads a zone file that has to be without faults.</summary>
internal static class ZoneReading
{
    /// <summary>Reads.</summary>
    /// <exception cref="UnreadableInputException">The file cannot be read, or has syntax faults; they are in
    /// the findings.</exception>
    public static ZoneFileContent Content(
        string path, ZoneFileOptions options, FindingList findings, CancellationToken stop)
    {
        ZoneFileContent content = ZoneFileReader.Read(path, options, findings, stop);
        return findings.HasFaults
            ? throw new UnreadableInputException(
                $"{path}: the zone file has faults; nothing was signed", HintFor(findings))
            : content;
    }

    private static string HintFor(FindingList findings) =>
        findings.Kept.Any(finding => finding.Code == CheckCodes.ZoneFileOrigin)
            ? "name the zone with --origin, or put $ORIGIN before the first record"
            : "mend what is listed above, then run again";
}
