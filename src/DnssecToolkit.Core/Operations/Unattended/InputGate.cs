using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>The gate for new input: it is read, checked against the last accepted content, and copied; or
/// refused.</summary>
internal static class InputGate
{
    private const int MostShown = 20;
    private const int MostWaits = 5;

    /// <summary>Lets input through.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="run">The run.</param>
    /// <param name="accepted">The last accepted content, or null.</param>
    /// <param name="candidate">The path that the copy gets, or null to make none.</param>
    /// <param name="threads">How many threads may work.</param>
    /// <param name="findings">Takes what was found.</param>
    /// <returns>The files that were read, their stamp, and their digest.</returns>
    /// <exception cref="UnreadableInputException">It cannot be read, has faults, or does not come to
    /// rest.</exception>
    /// <exception cref="RefusedException">A check says no.</exception>
    internal static (IReadOnlyList<string> Files, string Stamp, string Digest) Pass(
        ZoneConfiguration zone, RunContext run, string? accepted, string? candidate, int threads,
        FindingList findings)
    {
        CheckTraces(zone, run, findings);
        IReadOnlyList<string> files = run.FilesOf(zone);
        for (int i = 0; i < MostWaits; i++)
        {
            bool hasSettled = run.HasSettled(zone, files);
            string before = FileStamp.Of(zone.File);
            if (!hasSettled)
            {
                run.Look(files);
                run.Rest();
                continue;
            }

            ZoneFileContent content = AcceptedInput.Read(zone, threads, findings, run.Stop);
            string stamp = FileStamp.Of(content.Files);
            files = content.Files;
            if (!run.HasSettled(zone, files))
            {
                run.Look(files); // one that it includes since this time
                run.Rest();
                continue;
            }

            Check(zone, run, accepted, threads, findings);
            if (candidate is not null)
            {
                AcceptedInput.Write(content, candidate);
            }

            string digest = FileStamp.DigestOf(content.Files);
            if (FileStamp.Of(content.Files) == stamp && FileStamp.Of(zone.File) == before)
            {
                return (content.Files, stamp, digest);
            }
        }

        throw new RefusedException(
            CheckCodes.InputUnsettled, $"{zone.File}: is still being written to",
            "write it beside its place and rename it, then no run can see half of it");
    }

    private static void Check(ZoneConfiguration zone, RunContext run, string? accepted, int threads,
        FindingList findings)
    {
        VerificationPolicy policy = new()
        {
            Moments = [run.Now],
            Scope = VerificationScope.Everything,
            Expectation = ZoneExpectation.Unsigned,
            Threads = threads,
            MaximumRemovedPercent = zone.Gate.MaximumRemovedPercent,
            MaximumChangedPercent = zone.Gate.MaximumChangedPercent,
            Suppressions = [.. run.SuppressionsFor(zone), .. OfCourse(zone)],
        };
        VerificationReport report = ZoneInspection.Inspect(
            new InspectionRequest(zone.File, policy) { Origin = zone.Name, PreviousPath = accepted },
            run.Stop);
        foreach (Finding finding in report.Groups.Where(group => group.Severity >= Severity.Warning)
            .SelectMany(group => group.Examples).Take(MostShown))
        {
            findings.Add(finding);
        }

        if (!report.Sound)
        {
            FindingGroup worst = report.Groups.First(group => group.Severity == Severity.Fault);
            throw Refusal(zone, worst.Code, worst.Examples[0].Message);
        }
    }

    private static void CheckTraces(ZoneConfiguration zone, RunContext run, FindingList findings)
    {
        foreach (Finding trace in OtherServers.Traces(zone)
            .Where(trace => !run.IsSuppressed(zone, trace.Code)))
        {
            findings.Add(trace);
            if (trace.Severity == Severity.Fault)
            {
                throw Refusal(zone, trace.Code, trace.Message);
            }
        }
    }

    private static RefusedException Refusal(ZoneConfiguration zone, CheckCode code, string message) => new(
        code, $"{zone.File}: new input refused: {message}",
        (code == CheckCodes.DnssecUnexpected
            ? "another signer has signed it: take dnssec-policy out there, or take the zone from where it is unsigned"
            : "mend it") + $"; or, if it is meant so, accept it once: signall run {zone.Name} --accept {code.Tag} --because \"…\"");

    // A registry's serials may stand still or count otherwise: what is new is told by content, and the signed
    // zone has a serial of its own.
    private static IEnumerable<Suppression> OfCourse(ZoneConfiguration zone)
    {
        if (zone.Policy.Serial != SerialPolicy.Keep)
        {
            yield return new Suppression(null, CheckCodes.PreviousSerial,
                "the content counts, not the serial");
        }

        if (zone.Policy.Foreign == ForeignDnskeys.Keep)
        {
            yield return new Suppression(null, CheckCodes.DnssecUnexpected, "foreign-dnskeys: keep");
        }
    }
}
