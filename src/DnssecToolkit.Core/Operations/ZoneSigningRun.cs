using DnssecToolkit.Denial;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;
using DnssecToolkit.ZoneFiles;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>Signs one zone: read → prepare → chain → plan → sign and write → read back and verify →
/// rename.</summary>
/// <remarks>Whatever goes wrong, and whenever it is killed, the file at the output path stays as it
/// was.</remarks>
public sealed class ZoneSigningRun
{
    private readonly ZoneSigningJob _job;
    private readonly FindingList _findings;
    private readonly IProgress<StageProgress>? _progress;
    private readonly StageClock _clock;
    private readonly CancellationToken _stop;
    private bool _mayDoWithoutHeld;

    private ZoneSigningRun(
        ZoneSigningJob job, FindingList findings, IProgress<StageProgress>? progress, CancellationToken stop)
    {
        _job = job;
        _findings = findings;
        _progress = progress;
        _clock = new StageClock(progress);
        _stop = stop;
    }

    /// <summary>Runs a job.</summary>
    /// <param name="job">The job.</param>
    /// <param name="findings">Takes what is wrong or remarkable; to be shown whatever the outcome.</param>
    /// <param name="progress">Told of stages and how far they are, from any thread; or null.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <exception cref="UnreadableInputException">The zone or its previous version cannot be
    /// read.</exception>
    /// <exception cref="RefusedException">A check says no: the zone's content, the serial, or the result read
    /// back.</exception>
    /// <exception cref="KeyUnavailableException">A key that has to sign is missing or fails.</exception>
    /// <exception cref="UnwritableOutputException">The signed zone cannot be written.</exception>
    /// <exception cref="LockHeldException">Another run writes the same file.</exception>
    public static ZoneSigningReport Run(
        ZoneSigningJob job,
        FindingList findings,
        IProgress<StageProgress>? progress = null,
        CancellationToken stop = default)
    {
        ZoneSigningRun run = new(job, findings, progress, stop);
        try
        {
            return run.Run();
        }
        catch (KeyUnavailableException) when (run._mayDoWithoutHeld)
        {
            return RunWithoutHeld(job, findings, progress, stop);
        }
    }

    // Nothing that is served validates any more: better a key that resolvers have to learn than none.
    private static ZoneSigningReport RunWithoutHeld(
        ZoneSigningJob job, FindingList findings, IProgress<StageProgress>? progress, CancellationToken stop)
    {
        FindingList again = new();
        try
        {
            return new ZoneSigningRun(job with { DoesWithoutHeld = true }, again, progress, stop).Run();
        }
        finally
        {
            foreach (Finding finding in again.Kept.Except(findings.Kept))
            {
                findings.Add(finding);
            }
        }
    }

    private ZoneSigningReport Run()
    {
        CheckPaths();
        // Held from before the published serial is read: two runs must not publish different zones under one
        // serial.
        using OutputFile? output = _job.IsDryRun
            ? null : OutputFile.Create(_job.Output, _job.LockWait, _stop);
        _clock.Begin("reading");
        ZoneFileContent content = ZoneReading.Content(_job.ZoneFile, _job.Reading, _findings, _stop);
        DomainName apex = content.Origin ?? throw new UnreadableInputException(
            $"{_job.ZoneFile}: no SOA record, and no origin was given", "name the zone with --origin");
        Zone? previous = _job.DistrustsPrevious ? null : ReadPrevious(apex);

        _clock.Begin("preparing");
        using SigningKeys keys = SigningKeys.Load(_job, apex, previous, _findings);
        keys.CheckZskLoss(_job, previous, _findings);
        CheckBackups(keys, previous);
        Zone zone = ZonePreparation.Prepare(content, apex, keys.AdditionsOf(_job, apex, _findings), _findings,
            _job.Threads);
        LoadableZone.Check(zone, _findings);
        RefuseFaults();

        _clock.Begin("planning");
        SerialNumber input = zone.Soa.Serial;
        SerialNumber? published = previous?.Soa.Serial;
        SigningPlan plan = Plan(zone.WithSoaSerial(published ?? input), keys, previous);
        bool isBelowFloor = _job.SerialFloor is { } floor && !(published?.IsGreaterThan(floor) ?? false);
        if (!plan.IsUnchanged || isBelowFloor)
        {
            published = isBelowFloor ? _job.SerialFloor : published;
            SerialNumber serial = SerialChoice.Choose(_job.Serial, input, published, _job.Signing.Moment);
            plan = SigningPlanner.WithSoaSerial(plan, serial);
            RateBudget budget = new(_job, keys.Rates(_job));
            plan = budget.Apply(plan);
            budget.Warn(plan, _findings);
        }

        bool isDone = false;
        try
        {
            ZoneSigningReport report = CarryOut(plan, keys, output, input, previous);
            isDone = true;
            return report;
        }
        catch (KeyUnavailableException failure)
        {
            _job.Budget.Return(_job, plan.NewCount);
            _mayDoWithoutHeld = keys.Served is { MayDoWithout: true };
            throw LastGoodZone.Explain(
                keys.Served?.Explain(failure) ?? failure, previous, _job.Previous ?? _job.Output,
                _job.Signing.Moment);
        }
        finally
        {
            if (!_mayDoWithoutHeld)
            {
                keys.Served?.Report(_findings, isDone);
            }
        }
    }

    // A file that is not to be trusted does not show which keys have signed before, and a zone that nobody
    // mends helps no one.
    private void CheckBackups(SigningKeys keys, Zone? previous)
    {
        if (!_job.DistrustsPrevious)
        {
            _job.Backups?.Check(
                keys.Keys.Where(signing => signing.SignsHere).Select(signing => signing.Key), keys.Places,
                previous, _findings);
        }
    }

    private SigningPlan Plan(Zone zone, SigningKeys keys, Zone? previous)
    {
        DenialChain chain = _job.Nsec3 is { } parameters
            ? new DenialChain(Nsec3Chain.Build(zone, parameters, _job.OptOut, _findings, _job.Threads))
            : new DenialChain(new NsecChain(zone));
        return SigningPlanner.Plan(new ZoneWalk(zone, chain), _job.Signing, keys.Keys, previous,
            _job.Threads);
    }

    private ZoneSigningReport CarryOut(
        SigningPlan plan, SigningKeys keys, OutputFile? output, SerialNumber input, Zone? previous)
    {
        bool isInPlace = plan.IsUnchanged
            && Path.GetFullPath(_job.Output) == Path.GetFullPath(_job.Previous ?? _job.Output);
        SigningOutcome outcome = (_job.IsDryRun, isInPlace) switch
        {
            (true, _) => SigningOutcome.Planned,
            (_, true) => SigningOutcome.Unchanged,
            _ => SigningOutcome.Signed,
        };
        using OutputFile? dsFile = _job.IsDryRun
            ? null : ParentDsFile.Prepare(_job.DsOutputDirectory, keys.EntryPoints, plan.Walk.Zone);
        (SigningPlan carriedOut, SigningTally? tally, long verified) = outcome switch
        {
            SigningOutcome.Signed => SignAndInstall(plan, keys, output!, previous),
            SigningOutcome.Unchanged =>
                (plan, null, Verify(OutputFile.Resolve(_job.Output), plan, null, keys, previous)),
            _ => (plan, null, 0),
        };
        dsFile?.Commit();
        _clock.Begin(null);
        ZoneSigningReport report = ReportOf(carriedOut, keys, outcome, tally, input);
        return report with
        {
            PublishedSerial = previous?.Soa.Serial,
            DsFile = dsFile?.Destination,
            Verified = verified,
            Unrecorded = RecordServed(report),
        };
    }

    // The version is out by now: what keeps the record from being written does not undo that.
    private UnwritableOutputException? RecordServed(ZoneSigningReport report)
    {
        if (report.Outcome == SigningOutcome.Planned || _job.WriteServed is not { } write
            || report is not { ServedBefore: { } before, Installed: { } installed })
        {
            return null;
        }

        try
        {
            write(before.Confirm(installed, _job.Signing.Moment));
            return null;
        }
        catch (UnwritableOutputException e)
        {
            return UnrecordedVersion.Of(report, $"installed in {report.Output}", e);
        }
    }

    private ZoneSigningReport ReportOf(SigningPlan plan, SigningKeys keys, SigningOutcome outcome, SigningTally? tally, SerialNumber input) => new()
    {
        Zone = plan.Walk.Zone.Apex,
        Outcome = outcome,
        InputSerial = input,
        Serial = plan.Walk.Zone.Soa.Serial,
        Names = plan.Walk.Zone.NodeCount,
        RRsets = CountRRsets(plan.Walk.Zone),
        ChainLength = plan.Walk.Chain.Count,
        Signatures = plan.CountsByReason,
        Keys = [.. plan.Keys.Zip(plan.NewCountsByKey)],
        FirstExpiration = outcome == SigningOutcome.Unchanged
            ? plan.EarliestKeptExpiration() : tally?.FirstExpiration,
        Stages = _clock.Ended,
        Output = _job.Output,
        ServedBefore = keys.Served?.Before,
        Installed = keys.Served is null ? null : InstalledOf(plan),
        Held = keys.Served?.Words,
        HeldUntil = keys.Served?.Words is null ? null : keys.Served.Held?.Until,
        Unheld = keys.Served?.Alarm,
        UnheldUntil = keys.Served?.Alarm is null ? null : keys.Served.Held?.BrokenUntil,
        TokenRate = keys.TokenRate,
        Needs = keys.NeedsOf(plan),
        LostTokens = _job.Tokens?.Losses.All ?? [],
        Recoveries = _job.Tokens?.Tally.Counts ?? new Dictionary<RecoveryStep, int>(),
    };

    private ServedVersion InstalledOf(SigningPlan plan) => ServedVersion.At(
        _job.Signing.Moment, PreviousKeys.Of(plan.Walk.Zone).Published,
        plan.Keys.Where(key => key.Signs(RRType.SOA, isApex: true)).Select(key => key.Key),
        plan.Keys.Where(key => key.Signs(RRType.DNSKEY, isApex: true)).Select(key => key.Key));

    private (SigningPlan Plan, SigningTally? Tally, long Verified) SignAndInstall(
        SigningPlan plan, SigningKeys keys, OutputFile output, Zone? previous)
    {
        _clock.Begin("signing");
        (SigningPlan carriedOut, SigningTally tally) = new TimedSigning(_job, _findings, _progress, _stop)
            .Sign(
            plan, keys.SignersFor(plan, _job), output.Handle);
        _job.Budget.Return(_job, plan.NewCount - carriedOut.NewCount);
        new RateBudget(_job, keys.FirstRates(_job)).WarnOfRates(carriedOut, _findings);
        _clock.Begin("flushing");
        output.Flush();
        long verified = Verify(output.TemporaryPath, carriedOut, tally, keys, previous);
        _clock.Begin("installing");
        _job.BeforeInstall?.Invoke(output.TemporaryPath);
        output.Commit();
        return (carriedOut, tally, verified);
    }

    /// <summary>Lets the gate look at a file: the one just made, or the one that is to stay.</summary>
    private long Verify(string path, SigningPlan plan, SigningTally? tally, SigningKeys keys, Zone? previous)
    {
        if (_job.Check == ResultCheck.None)
        {
            return 0;
        }

        _clock.Begin("verifying");
        return ResultVerification.Verify(path, plan, tally, keys, previous, _job, _progress, _stop);
    }

    /// <summary>Reads the previous signed zone: the one that was named, or the one that would be
    /// replaced.</summary>
    private Zone? ReadPrevious(DomainName apex)
    {
        string path = _job.Previous ?? _job.Output;
        if (_job.Previous is null && !File.Exists(OutputFile.Resolve(path)))
        {
            return null;
        }

        // What is wrong with it hinders only reuse; the new zone is checked for itself.
        FindingList findings = new();
        ZoneFileContent content = ZoneFileReader.Read(path, _job.Reading with { Origin = apex }, findings,
            _stop);
        if (findings.HasFaults)
        {
            throw new UnreadableInputException(
                $"{path}: the previous signed zone has faults", $"{NamePrevious}move this one away",
                findings.Kept);
        }

        if (!content.TryFindSoa(apex, out _, out _))
        {
            throw new UnreadableInputException(
                $"{path}: the previous signed zone has no SOA of {apex}, so that the serial it published is not known",
                $"{NamePrevious}move this file away, if nothing was published under a greater serial than its input has");
        }

        return new ZoneBuilder(apex, findings, _job.Threads).Add(content.Pages).Build();
    }

    private string NamePrevious =>
        _job.IsUnattended ? "" : "name the one that was published last, a sound one, with --previous, or ";

    /// <summary>What would only be noticed after the zone was installed, or destroy what it was made
    /// from.</summary>
    private void CheckPaths()
    {
        string output = OutputFile.Resolve(_job.Output);
        if (File.Exists(_job.ZoneFile) && OutputFile.Resolve(_job.ZoneFile) == output)
        {
            throw new UsageException(
                $"{_job.Output} is the unsigned zone file itself; it would be lost",
                "give --output another name, such as that and .signed");
        }

        if (IsKeyFile(output))
        {
            throw new UsageException($"{_job.Output} is the name of a key file; the key would be lost",
                "give --output another name");
        }

        if (_job.DsOutputDirectory is { } directory && !Directory.Exists(directory))
        {
            throw new UnwritableOutputException($"{directory}: is not a directory",
                "make it, or name another with --ds-output");
        }
    }

    private static bool IsKeyFile(string path)
    {
        string name = Path.GetFileName(path);
        return Path.GetExtension(name) is ".private" or ".pem"
            || (name.StartsWith('K') && Path.GetExtension(name) is ".key" or ".state");
    }

    private void RefuseFaults()
    {
        if (_findings.HasFaults)
        {
            Finding[] faults = [.. _findings.Kept.Where(finding => finding.Severity == Severity.Fault)];
            throw new RefusedException(
                faults[0].Code,
                $"{_job.ZoneFile}: {Quantity.Of(faults.Length, "fault")} in the zone; nothing was signed",
                "mend what is listed above, then run again");
        }
    }

    private static int CountRRsets(Zone zone)
    {
        int count = 0;
        for (int node = 0; node < zone.NodeCount; node++)
        {
            foreach (RRset _ in zone.RRsetsOf(node))
            {
                count++;
            }
        }

        return count;
    }
}
