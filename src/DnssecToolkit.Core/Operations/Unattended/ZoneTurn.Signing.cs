using System.Runtime.ExceptionServices;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Planning;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <content>The signing itself: the job, and what is done where a key is away.</content>
internal sealed partial class ZoneTurn
{
    /// <summary>Signs; and where a key is away, makes do without new signatures by it as long as the gate's
    /// margin allows.</summary>
    /// <returns>The report, and why it is not all that was due; or null.</returns>
    private (ZoneSigningReport Report, KeyUnavailableException? Alarm) SignOrStretch(ZoneSigningJob job)
    {
        FindingList findings = new();
        try
        {
            return (ZoneSigningRun.Run(job, findings, null, _run.Stop), null);
        }
        catch (KeyUnavailableException away) when (_zone.Gate.Margin < job.Signing.RefreshTime)
        {
            findings = new FindingList();
            ZoneSigningReport report = Stretch(job, findings, away);
            string how = report.Outcome == SigningOutcome.Signed ? "signed without it" : "not signed again";
            string message =
                $"{_zone.Name} was {how}, and keeps signatures that are due: {(away.InnerException as KeyUnavailableException ?? away).Message}";
            Record("stretched", message, report);
            return (report,
                new KeyUnavailableException(HoursLeft(message, report.FirstExpiration), away.Hint, away));
        }
        finally
        {
            Show(findings);
        }
    }

    private ZoneSigningReport Stretch(ZoneSigningJob job, FindingList findings, KeyUnavailableException away)
    {
        try
        {
            return ZoneSigningRun.Run(job with { StretchTo = _zone.Gate.Margin }, findings, null, _run.Stop);
        }
        catch (KeyUnavailableException)
        {
            // What went wrong first is the cause; a token that was given up answers the second time with
            // whatever it can.
            ExceptionDispatchInfo.Throw(away);
            throw;
        }
    }

    // With findings of its own: those of input that was refused are not this content's.
    private ZoneSigningReport SignOnce(ZoneSigningJob job)
    {
        FindingList findings = new();
        try
        {
            return ZoneSigningRun.Run(job, findings, null, _run.Stop);
        }
        finally
        {
            Show(findings);
        }
    }

    private void Show(FindingList findings)
    {
        foreach (Finding finding in findings.Kept)
        {
            _findings.Add(finding);
        }
    }

    private ZoneSigningJob JobFor(string source) => WithChildren(ConfiguredJob.Of(_zone, source, _run.Now, (_, _) => null, _threads), source) with
    {
        DsOutputDirectory = IsDsDue ? _zone.DsOutput : null,
        Rows = _run.PlainIndexAt(_zone.KeyIndex),
        ReadServed = _before.PromotedAbove is null ? () =>
            ServedFile.Read(ServedFile.PathOf(_run.State, _zone)) : null,
        Tokens = _run.TokensOf(_zone.Token)?.Use,
        SharedTokens = _run.TokensOf(_zone.Token),
        Suppressions = _run.SuppressionsFor(_zone),
        Budget = _run.Budget,
        Accepted = [.. _run.Request.Accepted.Keys],
        BeforeInstall = BeforeInstall,
        SerialFloor = SerialFloor,
        DistrustsPrevious = _isOutputForeign,
        IsUnattended = true,
        IsDryRun = _run.Request.IsDryRun,
    };

    // A serial names one version (RFC 1982): under one that was installed once, a secondary may have what was
    // put back. Where the registry, or the clock, says the serial, what a server answers by itself binds
    // nobody.
    private SerialNumber? SerialFloor
    {
        get
        {
            SerialNumber? present = SignedHead.Read(_zone.Output, _zone.Name)?.Serial;
            SerialNumber? installed = _before.GreatestSerial is { } greatest
                && !(present is { } head && !greatest.IsGreaterThan(head)) ? greatest : _isOutputForeign
                ? present : null;
            bool isSameAgain = _zone.Policy.Serial == SerialPolicy.Keep
                && (_damage is not null // as far as anybody knows
                    || (_state.InputDigest is { } input
                        && (input == _before.WithdrawnInput || input == _before.InputDigest)));
            SerialNumber? said = _zone.Policy.Serial is SerialPolicy.Keep or SerialPolicy.UnixTime
                ? _before.PromotedAbove : _before.SerialFloor;
            bool isSaidGreater = said is { } other && installed is { } least && other.IsGreaterThan(least);
            return isSameAgain || isSaidGreater ? said : installed ?? said;
        }
    }

    private ZoneSigningJob WithChildren(ZoneSigningJob job, string source) => _zone.Children is null ? job : job with
    {
        ChildDsDirectory = null,
        Additions = job.Additions with
        {
            ChildDs = (_published ?? ChildLedger.Of(_run.State, _zone).Due)
                .Where(child => source == AcceptedFile || !_changedChildren.ContainsKey(child.Key))
                .ToDictionary(child => child.Key, child => child.Value.Ds),
        },
    };

    // A child whose DS is there before every cache has its signatures is bogus for those that have not.
    private bool IsDsDue => _zone.DsOutput is not null && (_run.Now >= DsDue || File.Exists(DsFile));

    private string DsFile => Path.Combine(_zone.DsOutput!, $"dsset-{_zone.Name}".Replace('/', '_'));

    private Timestamp? DsDue =>
        _before.SignedSince + _zone.Rollover.MaxZoneTtl.Seconds + _zone.Rollover.PropagationDelay.Seconds;

    private void BeforeInstall(string path)
    {
        AskSecondOpinions(path);
        string? kept = PreviousVersions.Keep(_zone, _run.State);
        _kept = _isOutputForeign ? null : kept; // to look at, and not to be put back
        Intend(path, _reason);
    }

    private void AskSecondOpinions(string path)
    {
        foreach (IReadOnlyList<string> command in _zone.Gate.SecondOpinions)
        {
            IReadOnlyList<string> words = ExternalCommand.Fill(
                command, ("zone", _zone.FileName == "root" ? "." : _zone.FileName), ("file", path),
                ("previous", _zone.Output));
            if (ExternalCommand.Run(words, "", _zone.Gate.Timeout, _run.Stop) is { } objection)
            {
                throw new RefusedException(
                    CheckCodes.SecondOpinionRefused,
                    $"{_zone.Name}: the signed zone was not installed: {objection}",
                    "run the command by hand on the signed file to see what it objects to");
            }
        }
    }
}
