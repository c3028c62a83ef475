using System.Collections.Concurrent;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A run over the configured zones: children before parents, each by itself, so that none stops
/// another.</summary>
public sealed class UnattendedRun : IDisposable
{
    private const int MostNamed = 1_000; // zones, in one line of the journal
    private const long LargeOctets = 8 << 20; // from here on a zone gets all threads, and its turn alone

    private readonly UnattendedRequest _request;
    private readonly RunContext _run;
    private readonly ConcurrentBag<ZoneResult> _results = [];
    private Timestamp? _refuted;

    private UnattendedRun(UnattendedRequest request, StateDirectory state, Journal journal,
        CancellationToken stop)
    {
        _request = request;
        _run = new RunContext(request, state, journal, stop);
    }

    /// <summary>Runs.</summary>
    /// <param name="request">What to do.</param>
    /// <param name="stop">Ends the run early.</param>
    /// <returns>What became of each zone, in the configuration's order.</returns>
    /// <exception cref="LockHeldException">Another run is at work.</exception>
    /// <exception cref="RefusedException">The clock is not to be believed, or nothing says whether this
    /// signer is the active one.</exception>
    /// <exception cref="UnwritableOutputException">The state directory cannot be written.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static UnattendedReport Run(UnattendedRequest request, CancellationToken stop)
    {
        StateDirectory state = request.IsDryRun
            ? StateDirectory.At(request.Configuration.StateDirectory)
            : StateDirectory.Make(request.Configuration.StateDirectory);
        Journal journal = new(state, request.RunId, request.Moment);
        using UnattendedRun run = new(request, state, journal, stop);
        if (request.IsDryRun)
        {
            run.CheckRole();
            return run.WorkThrough(null);
        }

        using RunLock held = RunLock.Take(state, request.RunId, request.Moment, request.LockWait, stop);
        run.Begin(held);
        try
        {
            return run.End(run.WorkThrough(held.InterruptedRun));
        }
        catch (OperationCanceledException)
        {
            journal.Append("stopped", null,
                $"the run was ended from outside; {Quantity.Of(run._results.Count, "zone")} had taken a turn");
            throw;
        }
    }

    /// <summary>Closes the tokens that the zones shared.</summary>
    public void Dispose() => _run.Dispose();

    private void Begin(RunLock held)
    {
        RunProblem.Reserve(_run.State);
        _run.InterruptedRun = held.InterruptedRun;
        if (held.InterruptedRun is { } interrupted)
        {
            _run.Journal.Append("interrupted", null,
                $"run {interrupted} did not come to its end; this one does what it left");
        }

        foreach ((CheckCode code, string because) in _request.Accepted)
        {
            _run.Journal.Append(
                "accepted", _request.Zones.Count == 0 ? null
                    : string.Join(' ', _request.Zones), because, ("code", code.Tag), ("by",
                        Environment.UserName));
        }

        CheckClock();
        CheckRole();
    }

    // Where there are others, a signer whose state directory is new may be a standby: two that sign are worse
    // than none.
    private void CheckRole()
    {
        if (_run.Role is null && _request.Configuration.HasSeveralSigners)
        {
            string message =
                $"there are several signers, and {_run.State.Root} does not know what this one does; nothing was signed";
            if (!_request.IsDryRun)
            {
                _run.Journal.Append("refused", null, message, ("code", CheckCodes.SignerRoleUnknown.Tag));
            }

            throw new RefusedException(CheckCodes.SignerRoleUnknown, message, SignerRole.Saying);
        }
    }

    private void CheckClock()
    {
        ClockEvidence? latest = ClockEvidence.Latest(_run.State,
            Zones.Select(zone => (zone, ZoneState.Read(_run.State, zone))), _run.Now);
        ClockPolicy policy = _request.Configuration.Clock;
        Finding? doubt = ClockGuard.Check(_run.State, policy, _run.Now, latest, _request.ClockIsSynchronised)
            ?? ClockGuard.CheckMovement(_run.State, policy, _run.Now, _request.SinceBoot);
        if (doubt is not null && _request.Accepted.ContainsKey(doubt.Code))
        {
            _refuted = latest?.Moment is { } moment && moment > _run.Now ? moment : null;
        }
        else if (doubt is not null)
        {
            _run.Journal.Append("refused", null, doubt.Message, ("code", doubt.Code.Tag));
            throw new RefusedException(
                doubt.Code, $"{doubt.Message}; nothing was signed",
                $"set the clock right; or, if it is right, say so once: signall run --accept {doubt.Code.Tag} --because \"…\"");
        }
    }

    private IReadOnlyList<ZoneConfiguration> Zones => _request.Zones.Count == 0
        ? _request.Configuration.Zones
        : [.. _request.Configuration.Zones.Where(zone => _request.Zones.Contains(zone.Name))];

    private UnattendedReport WorkThrough(string? interrupted)
    {
        foreach (ZoneConfiguration zone in Zones)
        {
            _run.Look(_run.FilesOf(zone));
        }

        foreach (IGrouping<int, ZoneConfiguration> level in Zones.GroupBy(zone => zone.Name.LabelCount)
            .OrderByDescending(level => level.Key))
        {
            _run.BeginLevel();
            TakeTurns([.. level]);
        }

        CheckDemand();
        Dictionary<DomainName, ZoneResult> byName = _results.ToDictionary(result => result.Zone);
        return new UnattendedReport(_request.RunId, _run.Now, [.. Zones.Select(zone => byName[zone.Name])],
            interrupted);
    }

    // Once in a run for each token, beside the first zone that it signed.
    private void CheckDemand()
    {
        ZoneResult[] signed = [.. _results
            .Where(result => result.Signing is { Outcome: SigningOutcome.Signed, Needs.Count: > 0 })
            .OrderBy(result => result.Zone.ToString(), StringComparer.Ordinal)];
        if (signed.Length == 0)
        {
            return;
        }

        TokenDemand demand = new(_request.Configuration, _run.State);
        HashSet<string> said = [];
        foreach (ZoneResult result in signed)
        {
            foreach (Finding finding in demand.Check(result.Signing!.Needs).Concat(demand.CheckCount())
                .Where(finding => said.Add(finding.Message)))
            {
                result.Findings.Add(finding);
            }
        }
    }

    private void TakeTurns(ZoneConfiguration[] level)
    {
        ZoneConfiguration[] zones = [.. level.OrderBy(EndOfBudgeted)];
        ILookup<bool, ZoneConfiguration> bySize = zones.ToLookup(IsLarge);
        foreach (ZoneConfiguration zone in bySize[true])
        {
            TakeTurn(zone, _request.Threads);
        }

        ParallelOptions options = new()
        {
            MaxDegreeOfParallelism = _request.Configuration.Parallel ?? _request.Threads,
            CancellationToken = _run.Stop,
        };
        Parallel.ForEach(Partitioner.Create(bySize[false], EnumerablePartitionerOptions.NoBuffering), options,
            zone => TakeTurn(zone, 1));
    }

    // Of zones that share a budget, the one whose signatures end first comes first, so that none is always
    // late.
    private long EndOfBudgeted(ZoneConfiguration zone) =>
        zone.Policy is { BudgetSeconds: null, BudgetSignatures: null } ? long.MinValue
            : ZoneState.Read(_run.State, zone).FirstExpiration?.Seconds ?? long.MinValue;

    private static bool IsLarge(ZoneConfiguration zone) =>
        new FileInfo(zone.File) is { Exists: true, Length: > LargeOctets };

    private void TakeTurn(ZoneConfiguration zone, int threads)
    {
        try
        {
            _results.Add(ZoneTurn.Take(zone, _run, threads));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            UnreadableInputException failure = new($"{zone.Name}: {e.Message.TrimEnd('.')}",
                "see that this user may use the directories of the zone", inner: e);
            _results.Add(ZoneTurn.Broken(zone, _run, failure));
        }
#pragma warning disable CA1031 // a fault of ours in one zone must not stop the others; the report has it, and status 70
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _results.Add(ZoneTurn.Broken(zone, _run, e));
        }
    }

    private UnattendedReport End(UnattendedReport report)
    {
        ClockGuard.Remember(_run.State, _run.Now, _request.SinceBoot, _refuted);
        IReadOnlyList<TokenLoss> lost = NoteTokens();
        _run.Journal.Append(
            "run", null, report.Summary, ("fresh", report.CountOf(ZoneOutcome.Fresh)),
            ("signed", report.CountOf(ZoneOutcome.Signed)),
            ("failed", report.Results.Count(result => result.Failure is not null)),
            ("held", report.CountOf(ZoneOutcome.Held)),
            ("heldZones", NamesOf(report, ZoneOutcome.Held)));
        _run.Journal.Flush();
        return report with { ProblemEnded = RunProblem.End(_run.State, _run.Now), LostTokens = lost };
    }

    private static string? NamesOf(UnattendedReport report, ZoneOutcome outcome) =>
        report.CountOf(outcome) == 0 ? null
        : string.Join(' ', report.Results.Where(result => result.Outcome == outcome)
            .Select(result => result.Zone).Take(MostNamed));

    private IReadOnlyList<TokenLoss> NoteTokens()
    {
        IReadOnlyDictionary<string, IReadOnlyList<TokenLoss>> bySection = _run.LostTokens;
        IReadOnlyList<LostToken> before = LostToken.Note(_run.State, _run.Now, bySection);
        IReadOnlyList<LostToken> after = LostToken.Read(_run.State);
        foreach (LostToken lost in after.Where(lost => !before.Any(known => known.IsSameAs(lost))))
        {
            _run.Journal.Append("token-lost", null, lost.Loss.Reason, ("token", lost.Loss.Token));
        }

        foreach (LostToken found in before.Where(known => !after.Any(known.IsSameAs)))
        {
            _run.Journal.Append("token-back", null, $"lost since {found.Since}", ("token", found.Loss.Token));
        }

        return [.. bySection.Values.SelectMany(losses => losses)];
    }
}
