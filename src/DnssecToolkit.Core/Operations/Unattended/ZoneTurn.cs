using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Files;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>One zone's turn in a run: pick up → check → sign → prove → install → tell and ask the server →
/// remember.</summary>
/// <remarks>Whatever happens, and whenever it is killed, the output is the last version that was proven; what
/// is remembered is written last, so that the next run does again what this one did not finish.</remarks>
internal sealed partial class ZoneTurn
{
    private const string Accepted = "accepted.zone";
    private const string Candidate = "candidate.zone";

    private readonly ZoneConfiguration _zone;
    private readonly RunContext _run;
    private readonly int _threads;
    private readonly FindingList _findings = new();
    private ZoneState _before;
    private ZoneState _state;
    private string? _kept;
    private string _reason = "";
    private bool _isStateLost;
    private bool _isNeverSigned;
    private bool _isOutputForeign;
    private string? _damage;
    private UnwritableOutputException? _unrecorded;
    private bool _isAcceptedDamaged;
    private Dictionary<DomainName, ChildSet>? _published;
    private SortedDictionary<DomainName, (IReadOnlyList<byte[]> Before,
        IReadOnlyList<byte[]> Now)> _changedChildren = [];

    private ZoneTurn(ZoneConfiguration zone, RunContext run, int threads)
    {
        _zone = zone;
        _run = run;
        _threads = threads;
        _before = ZoneState.Read(run.State, zone);
        _state = _before;
    }

    /// <summary>Takes a zone's turn.</summary>
    /// <exception cref="OperationCanceledException">The run is to end.</exception>
    internal static ZoneResult Take(ZoneConfiguration zone, RunContext run, int threads)
    {
        ZoneTurn turn = new(zone, run, threads);
        if (run.Role is { IsActive: false } role)
        {
            return turn.Result(ZoneOutcome.Held, $"this signer {role.Words}");
        }

        if (Hold.Of(run.State, zone) is { } hold)
        {
            return turn.Held(hold);
        }

        if (zone.Primary is not null && run.Request.IsDryRun && !File.Exists(zone.File))
        {
            return turn.Result(ZoneOutcome.Planned,
                $"it would be fetched from its primary {zone.Primary.Name}");
        }

        turn.LookAtState();
        if ((turn._isStateLost || turn._isNeverSigned) && turn.Fenced() is { } fenced)
        {
            return fenced;
        }

        ToolkitException? failure = zone.Primary is null || run.Request.IsDryRun ? null : turn.Fetch();
        turn.BeginLedger();
        failure ??= turn.LookAtChildren();
        return (run.Request.IsForced ? "it was asked for" : turn.ReasonToWork()) is { } reason ? turn.Fenced()
            ?? turn.Work(reason, failure)
            : turn.Ended(failure is null ? ZoneOutcome.Fresh : ZoneOutcome.Failed, failure?.Message
                ?? "nothing is due", failure);
    }

    /// <summary>Fetches the zone from its primary, where that has another serial.</summary>
    /// <returns>Why it could not be, or null; what was fetched before stands then.</returns>
    private ToolkitException? Fetch()
    {
        _run.State.MakeFor(_zone);
        try
        {
            SerialNumber serial = PrimaryInput.Fetch(_zone, _before.PrimarySerial, _run);
            if (serial != _before.PrimarySerial)
            {
                Record("transferred", $"its primary {_zone.Primary!.Name} has serial {serial}");
                _before = _before with { PrimarySerial = serial };
                _state = _before;
                _state.Write(_run.State, _zone); // so that it is not fetched again, whatever becomes of it
            }

            return null;
        }
        catch (ToolkitException e) when (
            e is UnreadableInputException or KeyUnavailableException or UnwritableOutputException)
        {
            Record("not-transferred", e.Message);
            return e;
        }
    }

    private ToolkitException? LookAtChildren()
    {
        if (_zone.Children is null || _run.Request.IsDryRun || AcceptedFile is not { } accepted)
        {
            return null;
        }

        try
        {
            Timestamp? polled = ChildWatch.Look(_zone, _run, accepted, _before.ChildrenPolled, _threads,
                _findings);
            if (polled != _before.ChildrenPolled)
            {
                _before = _before with { ChildrenPolled = polled };
                _state = _before;
                _state.Write(_run.State, _zone);
            }

            return null;
        }
        catch (ToolkitException e)
        {
            return e; // the DS sets stay as they are
        }
    }

    /// <summary>Says why the zone needs work, at the cost of a few stats; null where it does not.</summary>
    private string? ReasonToWork() => this switch
    {
        { _before.InputStamp: null } => "it is new here",
        _ when _before.IsUnpublished => "its last version was not seen at its server yet",
        _ when FileStamp.Of(_before.InputFiles) != _before.InputStamp => "the zone file changed",
        _ when IsBehindJournal => "a server's journal is newer than the zone file",
        _ => ReasonToSignAgain(),
    };

    private bool IsBehindJournal =>
        OtherServers.IsBehindJournal(_zone) && !_run.IsSuppressed(_zone, CheckCodes.InputJournal);

    private string? ReasonToSignAgain() => this switch
    {
        _ when _run.SurroundingsOf(_zone) != _before.Surroundings =>
            "its configuration, keys or children's DS changed",
        _ when FileStamp.Of(_zone.Output) != _before.OutputStamp => WhatBecameOfOutput(),
        _ when _run.Now >= _before.Due => _before.DueReason ?? "it is due",
        _ => null,
    };

    private ZoneResult Work(string reason, Exception? refusal)
    {
        if (!_run.Request.IsDryRun)
        {
            _run.State.MakeFor(_zone);
            ToldProblem.Reserve(_run.State, _zone);
        }

        LookAtAccepted();
        string? source;
        if (refusal is not null && AcceptedFile is null)
        {
            return Ended(ZoneOutcome.Failed, refusal.Message, refusal);
        }

        try
        {
            source = PickUp();
            reason = refusal is null ? reason
                : Instead(reason, _zone.Primary is null ? "its children's DS cannot be read"
                    : "its primary does not give it");
        }
        catch (ToolkitException e) when (e is RefusedException or UnreadableInputException)
        {
            refusal = e;
            Record("refused", e.Message);
            if (AcceptedFile is not { } accepted || ReasonToSignAgain() is not { } again)
            {
                return Ended(ZoneOutcome.Failed, e.Message, refusal);
            }

            source = accepted;
            reason = Instead(again, "the new input was refused");
        }

        return Sign(source, reason, refusal);
    }

    private string Instead(string reason, string why) =>
        $"{reason}; {why}, so the content accepted {_before.AcceptedAt} goes on being signed";

    /// <summary>The last accepted content, or null where there is none yet.</summary>
    private string? AcceptedFile => !_isAcceptedDamaged && _before.InputDigest is not null
        && File.Exists(_run.State.PathOf(_zone, Accepted))
        ? _run.State.PathOf(_zone, Accepted) : null;

    /// <summary>Gives the file to sign: the accepted content where the input is that still, else a checked
    /// copy of the input.</summary>
    private string PickUp()
    {
        if (_zone.IsGone && !File.Exists(_zone.File))
        {
            throw _zone.HasUnreadableDirectory
                ? new UnreadableInputException(
                    $"{_zone.Name}: the directory of its file {_zone.File} cannot be read",
                    "see whether its file system is mounted, and whether this user may read it")
                : new UnreadableInputException(
                    $"{_zone.Name}: its file {_zone.File} is gone from its directory",
                    "put it back; or, if the zone is given up, take its DS out of the parent first, then say so: "
                        + $"signall forget {_zone.Name} --because \"…\"");
        }

        if (FileKind.IsSomethingElse(_zone.File))
        {
            throw new UnreadableInputException($"{_zone.Name}: {_zone.File} is no regular file",
                "put a zone file there: a run does not wait for a pipe");
        }

        if (AcceptedFile is { } accepted && _before.InputFiles[0] == _zone.File && !IsBehindJournal)
        {
            string stamp = FileStamp.Of(_before.InputFiles);
            if (stamp == _before.InputStamp
                || (!stamp.Contains("absent", StringComparison.Ordinal)
                    && _run.HasSettled(_zone, _before.InputFiles)
                && FileStamp.DigestOf(_before.InputFiles) == _before.InputDigest))
            {
                _state = _state with { InputStamp = stamp };
                return accepted;
            }
        }

        string? candidate = _run.Request.IsDryRun ? null : _run.State.PathOf(_zone, Candidate);
        (IReadOnlyList<string> files, string stampNow, string digest) = InputGate.Pass(_zone, _run,
            AcceptedFile, candidate, _threads, _findings);
        _state = _state with
        {
            InputFiles = files,
            InputStamp = stampNow,
            InputDigest = digest,
            AcceptedAt = _run.Now
        };
        return candidate ?? _zone.File;
    }

    private ZoneResult Sign(string source, string reason, Exception? refusal)
    {
        RefusedException? altered = AlteredOutput();
        _reason = reason;
        try
        {
            LetInputChangeChildren(source);
            (ZoneSigningReport report, KeyUnavailableException? alarm) = SignOrStretch(JobFor(source));
            if (report.Outcome == SigningOutcome.Planned)
            {
                return Result(ZoneOutcome.Planned, reason) with { Signing = report, Failure = refusal };
            }

            if (report.Outcome == SigningOutcome.Signed)
            {
                Record("signed", reason, report, _before.IntendedDigest);
            }

            else
            {
                RecordFound(altered);
            }

            PublicationFault? fault = IsPublished(report) ? null : Publication.Publish(_zone, _run);
            return fault is null ? Published(source, reason, report, refusal, (Exception?)alarm ?? altered)
                : Unpublished(fault, reason, report);
        }
        catch (ToolkitException e)
        {
            _state = _before; // what was picked up is not accepted until it is published
            Record("failed", e.Message);
            return Ended(ZoneOutcome.Failed, HoursLeft(e.Message), e);
        }
    }

    private bool IsPublished(ZoneSigningReport report) => report.Outcome == SigningOutcome.Unchanged
        && !_before.IsUnpublished && FileStamp.Of(_zone.Output) == _before.OutputStamp;

    private ZoneResult Published(string source, string reason, ZoneSigningReport report, Exception? refusal,
        Exception? alarm)
    {
        string accepted = _run.State.PathOf(_zone, Accepted);
        if (source != accepted)
        {
            StrikeChangedChildren(); // before the content that they are known by is replaced
            AcceptedInput.Accept(source, accepted);
        }
        else
        {
            AcceptedInput.Note(accepted);
        }

        Remember(report, isUnpublished: false);
        if (refusal is not null)
        {
            _state = _state with
            {
                InputFiles = _before.InputFiles,
                InputStamp = _before.InputStamp,
                InputDigest = _before.InputDigest
            };
        }

        ZoneOutcome outcome = report.Outcome == SigningOutcome.Signed
            ? ZoneOutcome.Signed : ZoneOutcome.Unchanged;
        return Ended(outcome, reason, alarm ?? refusal) with { Signing = report };
    }
}
