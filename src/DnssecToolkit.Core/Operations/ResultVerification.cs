using System.Diagnostics;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing;
using DnssecToolkit.Verification;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The gate: reads a signed zone back from its file and lets the verifier, which shares no work with
/// the signer, decide.</summary>
internal static class ResultVerification
{
    private const int SamplePercent = 1;
    private const int RemovableAnyway = 10; // names and delegations: of a small zone one is a large share

    /// <summary>Verifies.</summary>
    /// <param name="path">The file.</param>
    /// <param name="plan">What was to be signed.</param>
    /// <param name="tally">What was written, or null for a file that is to stay.</param>
    /// <param name="keys">The keys: which may sign before they are published, and what is held for
    /// caches.</param>
    /// <param name="previous">The version that it replaces, or null.</param>
    /// <param name="job">How to check.</param>
    /// <param name="progress">Hears how far it has come, or null.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <returns>How many signatures were verified.</returns>
    /// <exception cref="RefusedException">The zone is not sound: our own mistake, a bad key or a bad disk;
    /// nothing is replaced.</exception>
    public static long Verify(
        string path,
        SigningPlan plan,
        SigningTally? tally,
        SigningKeys keys,
        Zone? previous,
        ZoneSigningJob job,
        IProgress<StageProgress>? progress,
        CancellationToken stop)
    {
        DomainName apex = plan.Walk.Zone.Apex;
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(path,
            new ZoneFileOptions { Origin = apex, Threads = job.Threads }, findings, stop);
        if (tally is not null && content.RecordCount != tally.Records)
        {
            findings.Add(new Finding(
                CheckCodes.SigningRecordsLost, new SourceLocation(path),
                $"{tally.Records} records were written, but {content.RecordCount} are in the file"));
        }

        Zone zone = new ZoneBuilder(apex, findings, job.Threads).Add(content.Pages).Build();
        VerificationPolicy policy = new()
        {
            Moments = [job.Signing.Moment],
            Signatures = job.Check == ResultCheck.Full
                ? SignatureChecking.All : SignatureChecking.Sample(SamplePercent),
            Threads = job.Threads,
            Expectation = ZoneExpectation.Signed,
            KeyIndex = keys.Index,
            KeysToCome = keys.Unpublished,
            DsKept = job.Rollover.KskRetireInterval,
            Previous = previous,
            MaximumRemovedPercent = job.MaximumRemovedPercent,
            MaximumChangedPercent = job.MaximumChangedPercent,
            RemovableAnyway = RemovableAnyway,
            Suppressions = [.. SuppressionsFor(job, keys.Served)],
        };
        VerificationReport report = ZoneVerifier.Verify(
            zone, policy, findings, stop, progress is null ? null : new Forward(progress));
        if (findings.HasFaults || !report.Sound)
        {
            throw Refusal(apex, findings, plan, keys, job);
        }

        return report.SignaturesVerified;
    }

    // What caches need was held. What is left is an emergency's, which has the operator's word, a KSK's whose
    // DS came first, or a response's, which nobody can change here. Without a record of what was served,
    // keyindex and responses decide alone.
    private static IEnumerable<Suppression> SuppressionsFor(ZoneSigningJob job, ServedKeys? served)
    {
        HeldRoles? held = served?.Held;
        IEnumerable<CheckCode> codes = (job.KeyIndex ?? job.Responses) is null ? []
            : held is null || served!.IsSecureAgain
                || held.Breaks.Contains(ServedBreak.KskChanged) ? ZoneSigningJob.KeyRollChecks // it signs CDS, too
            : held.Breaks.Select(broken => broken == ServedBreak.KeyGone
                ? CheckCodes.PreviousKeyGone : CheckCodes.PreviousKeyTooNew);
        return codes.Select(code => new Suppression(null, code, "the keyindex and the responses say so"))
            .Concat(job.Suppressions);
    }

    /// <summary>How the operator lets a check pass once.</summary>
    internal static string AcceptOf(ZoneSigningJob job, CheckCode code) => job.IsUnattended
        ? $"signall run {job.Reading.Origin} --accept {code.Tag} --because \"…\""
        : $"--accept {code.Tag} for this run";

    private static RefusedException Refusal(DomainName apex, FindingList findings, SigningPlan plan,
        SigningKeys keys, ZoneSigningJob job)
    {
        Finding[] faults = [.. findings.Kept.Where(finding => finding.Severity == Severity.Fault)];
        Finding first = faults.FirstOrDefault()
            ?? throw new UnreachableException("a zone is unsound without a fault");
        return new RefusedException(
            first.Code,
            $"{apex}: the signed zone is not sound, so it was not installed ({Quantity.Of(faults.Length, "fault")}, the first: {first.Message})",
            $"the file that was there before still stands; {NextStep(first.Code, plan, keys, job)}");
    }

    private static string NextStep(CheckCode code, SigningPlan plan, SigningKeys keys, ZoneSigningJob job)
    {
        bool isOfVersions = code == CheckCodes.PreviousShrunk || code == CheckCodes.PreviousChanged;
        bool isOfRolls = ZoneSigningJob.KeyRollChecks.Contains(code);
        string accept = AcceptOf(job, code);
        bool keepsSignatures = plan.CountsByReason[SigningReason.Reused]
            + plan.CountsByReason[SigningReason.Deferred] > 0;
        return code switch
        {
            _ when isOfVersions && job.IsUnattended => $"if that is meant, say {accept}",
            _ when code == CheckCodes.PreviousShrunk =>
                "if so much is meant to go, say --max-removed 100% for this run",
            _ when code == CheckCodes.PreviousChanged =>
                "if so much is meant to change, say --max-changed 100% for this run",
            _ when code == CheckCodes.PreviousKeyTooNew && keys.Served is not null =>
                $"bring the old key back; where it is lost: {ServedKeys.WaysOut(job, code)}",
            _ when isOfRolls => $"bring the old key back, or, once no cache can need it, say {accept}",
            _ when keepsSignatures && job.IsUnattended =>
                $"if a signature kept from {job.Output} is damaged, move that away: the next run makes all of them again",
            _ when keepsSignatures =>
                "if a signature kept from it is damaged, --sign-all makes all of them again",
            _ => "run again, and report it if it stays so",
        };
    }

    /// <summary>Shows the verifier's stages as the run's one.</summary>
    private sealed class Forward(IProgress<StageProgress> progress) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) =>
            progress.Report(value with { Stage = "verifying" });
    }
}
