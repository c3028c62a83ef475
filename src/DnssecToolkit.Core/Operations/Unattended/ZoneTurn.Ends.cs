using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <content>How a turn ends: what is remembered, and what happens where the server does not serve what was
/// installed.</content>
internal sealed partial class ZoneTurn
{
    private ZoneResult Unpublished(PublicationFault fault, string reason, ZoneSigningReport report)
    {
        if (fault.Served == ServedState.Old && _kept is not null)
        {
            SignedHead? withdrawn = SignedHead.Read(_zone.Output, _zone.Name);
            PreviousVersions.PutBack(_kept, _zone, _run.Stop);
            _state = (withdrawn is null ? _before : _before.WithWithdrawn(withdrawn, _state.InputDigest)) with
            {
                OutputStamp = FileStamp.Of(_zone.Output),
                OutputDigest = FileStamp.Sha256Of(_zone.Output),
                IntendedDigest = null,
            };
            Record("put-back", fault.Message, report, _state.OutputDigest);
            return Ended(ZoneOutcome.Failed, fault.Message, new RefusedException(
                fault.Code, $"{_zone.Name}: {fault.Message}; the version before was put back",
                "see why the server does not load the zone; the next run tries again"));
        }

        if (fault.Served == ServedState.Other && report.Outcome == SigningOutcome.Signed
            && SignLastGoodAgain(fault, report) is { } mended)
        {
            return mended;
        }

        return Installed(fault, report);
    }

    // It is in its place, and not seen at its server.
    private ZoneResult Installed(PublicationFault fault, ZoneSigningReport report)
    {
        Remember(report, isUnpublished: true);
        _state = _state with
        {
            InputStamp = _before.InputStamp,
            InputDigest = _before.InputDigest,
            InputFiles = _before.InputFiles
        };
        if (_run.Role is null && fault is { Served: ServedState.Other, Serial: { } served }
            && !report.Serial.IsGreaterThan(served))
        {
            _state = _state.WithFloor(served);
        }

        Record("unpublished", fault.Message, report);
        RefusedException failure = new(
            fault.Code, $"{_zone.Name}: serial {report.Serial} is installed, but {fault.Message}",
            "see to the server; the next run tells it again");
        return Ended(ZoneOutcome.Failed, fault.Message, failure) with { Signing = report };
    }

    /// <summary>What is out is not what was installed: the last good content is signed under a serial above
    /// that of both.</summary>
    /// <returns>Null where nothing was installed.</returns>
    private ZoneResult? SignLastGoodAgain(PublicationFault fault, ZoneSigningReport report)
    {
        SerialNumber floor = fault.Serial is { } served && !report.Serial.IsGreaterThan(served)
            ? served : report.Serial;
        if (AcceptedFile is not { } accepted || (_run.Role is not null && floor != report.Serial))
        {
            return null; // where there are several signers, a serial above ours may be another's: the next run finds out
        }

        void IntendAgain(string path)
        {
            AskSecondOpinions(path);
            Intend(path, $"{fault.Message}; the last good content is signed again");
        }

        ZoneSigningReport again;
        try
        {
            again = SignOnce(JobFor(accepted) with { SerialFloor = floor, BeforeInstall = IntendAgain });
        }
        catch (ToolkitException e)
        {
            Record("failed", e.Message);
            return null;
        }

        string message = $"{fault.Message}; the last good content was signed again as serial {again.Serial}";
        Record("signed-again", message, again, _before.IntendedDigest);
        _state = _before;
        if (Publication.Publish(_zone, _run) is { } still)
        {
            return Installed(still, again);
        }

        Remember(again, isUnpublished: false);
        RefusedException failure = new(
            fault.Code, $"{_zone.Name}: {message}",
            "see what the server made of the version before, then let the input come again");
        return Ended(ZoneOutcome.Failed, message, failure) with { Signing = again };
    }

    private void Remember(ZoneSigningReport report, bool isUnpublished)
    {
        Timestamp? signaturesDue = report.FirstExpiration - _zone.Policy.At(_run.Now).RefreshTime + 1;
        Timestamp? keysDue = NextKeyEvent.After(_zone, _run);
        Timestamp? bundleDue = _zone.Bundles is null
            ? null : ResponseDirectory.Read(_zone.Bundles, _zone.Name).NextTurn(_run.Now, _zone.Rollover);
        Timestamp? signedSince = isUnpublished ? _before.SignedSince : _before.SignedSince ?? _run.Now;
        _state = _state with { SignedSince = signedSince };
        Timestamp? dsDue = _zone.DsOutput is null || IsDsDue || isUnpublished ? null
            : signedSince + _zone.Rollover.MaxZoneTtl.Seconds + _zone.Rollover.PropagationDelay.Seconds;
        (string? unheld, Timestamp? unheldUntil) = report.Unheld is null && _before.UnheldUntil > _run.Now
            ? (_before.Unheld, _before.UnheldUntil) : (report.Unheld, report.UnheldUntil);
        (Timestamp? due, string reason) = new[]
        {
            (report.HeldUntil, "caches have forgotten what keys are held for"), (unheldUntil,
                "caches have forgotten what does not fit"), (signaturesDue,
                "signatures have to be made again"), (bundleDue,
                "a bundle's time has come, or the responses end soon"), (keysDue,
                "a key's time has come"), (dsDue, "its DS may go to the parent"),
        }.Where(coming => coming.Item1 is not null).DefaultIfEmpty((null, "")).MinBy(coming => coming.Item1);
        _state = _state.Above(report.Serial).Installed(report.Serial) with
        {
            WithdrawnInput = isUnpublished ? _state.WithdrawnInput : null,
            Withdrawn = isUnpublished ? _state.Withdrawn : null,
            Surroundings = _run.SurroundingsOf(_zone),
            OutputStamp = FileStamp.Of(_zone.Output),
            OutputDigest = DigestAfter(report),
            IntendedDigest = null,
            Serial = report.Serial,
            SignedAt = report.Outcome != SigningOutcome.Signed && _before.SignedAt < _run.Now
                ? _before.SignedAt : _run.Now,
            FirstExpiration = report.FirstExpiration,
            Deferred = report.Deferred,
            Needs = SignatureNeed.Write(report.Needs),
            Due = due,
            DueReason = reason,
            IsUnpublished = isUnpublished,
            HeldKeys = report.Held,
            Unheld = unheld,
            UnheldUntil = unheldUntil,
        };
        RecordServed(report, isUnpublished);
    }

    // Written after the version is out: a run that is killed before leaves a version that the next one counts
    // from then on.
    private void RecordServed(ZoneSigningReport report, bool isUnpublished)
    {
        string path = ServedFile.PathOf(_run.State, _zone);
        try
        {
            if (report is { ServedBefore: { } before, Installed: { } installed })
            {
                ServedFile.Write(path, isUnpublished
                    ? before.Observe(installed, _run.Now) : before.Confirm(installed, _run.Now));
            }
            else
            {
                File.Delete(path); // another signer was active: what it served is not in it
            }
        }
        catch (Exception e) when (
            e is UnwritableOutputException or IOException or UnauthorizedAccessException)
        {
            _unrecorded = UnrecordedVersion.Of(
                report, isUnpublished ? "installed" : "installed and published", e);
            _state = _state with { Due = _run.Now, DueReason = UnrecordedVersion.Due };
            Record("unrecorded", _unrecorded.Message, report);
        }
    }

    private string HoursLeft(string message) => HoursLeft(message, _before.FirstExpiration);

    private string HoursLeft(string message, Timestamp? firstExpiration)
    {
        if (firstExpiration is not { } first)
        {
            return message;
        }

        long hours = (first - _run.Now) / 3_600;
        return hours > 0 ? $"{message}; what is served stays valid for {hours} h, until {first}"
            : $"{message}; signatures that are served expired at {first}";
    }

    /// <summary>Ends the turn of a zone whose files or directories failed us, or we it.</summary>
    internal static ZoneResult Broken(ZoneConfiguration zone, RunContext run, Exception failure)
    {
        ZoneTurn turn = new(zone, run, threads: 1);
        try
        {
            turn._state = turn._state.WithProblem(RunProblem.NameOf(failure), failure.Message, run.Now);
            turn.Record("failed", failure.Message);
            return turn.Ended(ZoneOutcome.Failed, failure.Message, failure);
        }
        catch (Exception e) when (e is ToolkitException or IOException or UnauthorizedAccessException)
        {
            return turn.Result(ZoneOutcome.Failed, failure.Message) with { Failure = failure };
        }
    }

    /// <summary>Writes down the end, where anything changed.</summary>
    private ZoneResult Ended(ZoneOutcome outcome, string reason, Exception? failure)
    {
        if (_run.Request.IsDryRun)
        {
            return Result(outcome, reason) with { Failure = failure };
        }

        failure = _unrecorded is null ? failure : UnrecordedVersion.Beside(_unrecorded, failure);
        _state = failure is not null
            ? _state.WithProblem(RunProblem.NameOf(failure), failure.Message, _run.Now)
            : OverdueKeys is { } overdue
            ? _state.WithProblem(CheckCodes.ScheduleOverdue.Tag, overdue, _run.Now)
            : _state.Unheld is { } unheld && _state.UnheldUntil > _run.Now
            ? _state.WithProblem(CheckCodes.ScheduleUnheld.Tag, $"{_zone.Name}: {unheld}", _run.Now)
            : _state.HeldKeys is { } held
            ? _state.WithProblem(CheckCodes.ScheduleHeld.Tag, $"{_zone.Name}: {held}", _run.Now)
            : _state.WithoutProblem();
        if (_state != _before)
        {
            _state.Write(_run.State, _zone);
        }

        return Result(outcome, reason) with { Failure = failure };
    }

    // Keys that go on beyond their dates are safe, and still nothing that somebody may leave so.
    private string? OverdueKeys => _zone.KeyIndex is { } path
        && new KeySchedule(_run.IndexAt(path), _zone.Name, _zone.Rollover)
        .RolesAt(_run.Now).Held is { Length: > 0 } held
        ? $"{string.Join(", ", held)} {(held.Length == 1 ? "goes" : "go")} on beyond the dates of the keyindex, because nothing takes the place; "
            + "see to the DS at the parent (`keyall parent`), or make a successor (`keyall run`)" : null;

    private ZoneResult Result(ZoneOutcome outcome, string reason)
    {
        string? told = ToldProblem.Of(_run.State, _zone);
        return new(_zone.Name, outcome, reason)
        {
            Findings = _findings,
            State = _state,
            ProblemBegan = _state.Problem != told ? _state.Problem : null,
            ProblemEnded = _state.Problem != told ? told : null,
        };
    }

    private void Record(string happened, string reason, ZoneSigningReport? report = null,
        string? digest = null)
    {
        if (_run.Request.IsDryRun)
        {
            return;
        }

        _run.Journal.Append(
            happened, _zone.Name.ToString(), reason,
            ("serial", report?.Serial.ToString()), (InstalledFile.Detail, digest), ("made", report?.Made),
            ("reused", report?.Reused),
            ("newData", CountOf(report, SigningReason.NewData)),
            ("expiring", CountOf(report, SigningReason.Expiring)),
            ("keyRoll", CountOf(report, SigningReason.KeyRoll)), ("deferred", report?.Deferred),
            ("firstExpiration", report?.FirstExpiration),
            ("keys", report is null ? null
                : string.Join(' ',
                    report.Keys.Select(key =>
                        $"{(int)key.Key.Key.Algorithm}/{key.Key.Key.Tag}:{key.Made}"))));
    }

    private static int? CountOf(ZoneSigningReport? report, SigningReason reason) =>
        report?.Signatures.GetValueOrDefault(reason);
}
