using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The options of every move, and how a move is carried out.</summary>
internal sealed class MoveOptions
{
    private const long MostSecondsAhead = 3_660L * 86_400;

    private readonly KeyIndexOptions _index = new();
    private readonly KeyIndexChange _change = new();
    private readonly KeyMakingOptions _making = new();
    private readonly RollResponses _responses = new();
    private Func<DomainName, RolloverPolicy>? _policies;

    private readonly Option<string> _at = new("--at")
    {
        Description = "When the move begins",
        HelpName = "MOMENT",
        DefaultValueFactory = _ => "now",
    };

    private readonly RowsOption _rows = new(
        "Whose rows are changed here, where an offline host changes the others by the same move and --at",
        ", and one --at that is still to come on both, before the next request");

    /// <summary>The options, in the order of the help.</summary>
    internal Command AddTo(Command command)
    {
        command.Options.Add(_at);
        command.Options.Add(_rows.Option);
        _index.AddTo(command);
        return command.WithOptions(_making.All).WithOptions(_change.All);
    }

    /// <summary>The options of a move that responses may contradict.</summary>
    internal Command AddRollTo(Command command) => AddTo(command.WithOptions(_responses.All));

    /// <summary>Carries out a move that breaks nothing, or says when it would not.</summary>
    /// <param name="run">The run.</param>
    /// <param name="move">Gives the change if it is begun at a moment.</param>
    /// <param name="before">What has to be there before the keyindex says so, or null.</param>
    /// <param name="ofFollower">Whether the zone may have another's keys.</param>
    /// <exception cref="RefusedException">Resolvers would fail.</exception>
    internal ExitStatus Roll(
        ToolRun run, Func<KeySchedule, Timestamp, KeyIndexProposal> move, Action? before = null,
        bool ofFollower = false)
    {
        Timestamp at = AtOf(run);
        using KeyIndexFile file = Open(run);
        KeySchedule schedule = ScheduleOf(run, file, ofFollower);
        Func<DomainName, RolloverPolicy> policyOf = PoliciesOf(run, file);
        BundlesAhead? ahead = _responses.Of(run, schedule, _index.Policy);
        Func<KeySchedule, Timestamp, KeyIndexProposal> fitting =
            ahead is null ? move : (keys, moment) => ahead.Fitted(move(keys, moment));
        KeyIndexProposal proposal = fitting(schedule, at);
        if (ahead is not null || _rows.AreTwoHosts(run, schedule, DirectoryOf(run)))
        {
            DemandNoCsk(schedule, at, proposal);
        }

        _rows.Demand(run, schedule, _rows.PartOf(run, proposal), DirectoryOf(run));
        if (ahead is not null || RowsOption.AreKsksElsewhere(schedule, run.Now, DirectoryOf(run)))
        {
            DemandPublishedSigners(schedule, at, proposal);
        }

        if (ahead is not null)
        {
            KeyIndexProposal? Free(Timestamp moment) => TryMove(fitting, schedule, moment) is { } later
                && ahead.AnswersTo(later, schedule.Policy).Count == 0 ? later : null;
            _responses.Demand(run, ahead, schedule, proposal,
                further => SafeMoment.Find(schedule, file.Index, policyOf, run.Now, Free, further));
        }

        try
        {
            return CarryOut(run, file, schedule, proposal, BreakPolicy.Refuse,
                _making.GateOf(run, schedule.Zone, _index.Policy), before);
        }
        catch (RefusedException refusal) when (refusal.Code == CheckCodes.RehearsalBreaks)
        {
            Timestamp? safe = SafeMoment.Find(schedule, file.Index, policyOf, run.Now,
                moment => TryMove(fitting, schedule, moment));
            throw new RefusedException(refusal.Code, refusal.Message[(refusal.Code.Tag.Length + 3)..],
                safe is null
                ? "no later moment was found at which it is safe either: see `keyall rehearse` for what is wrong before the move"
                : $"the earliest safe moment is {safe}: --at {safe.Value.ToCompactString()}");
        }
    }

    /// <summary>Carries out a change, whatever it breaks, if the operator accepts that.</summary>
    /// <param name="run">The run.</param>
    /// <param name="file">The keyindex.</param>
    /// <param name="schedule">The zone.</param>
    /// <param name="proposal">The change.</param>
    /// <param name="breaks">Whether the operator accepts what breaks.</param>
    /// <remarks>An emergency waits for no backup: it has no gate. What signs for the first time does, which
    /// is said.</remarks>
    internal ExitStatus CarryOutEmergency(ToolRun run, KeyIndexFile file, KeySchedule schedule,
        KeyIndexProposal proposal, BreakPolicy breaks)
    {
        BackupGate? gate = _making.GateOf(run, schedule.Zone, _index.Policy);
        ExitStatus status = CarryOut(run, file, schedule, proposal, breaks);
        if (status == ExitStatus.Done && _rows.PartOf(run, proposal).Additions.Length > 0 && gate is not null)
        {
            run.Console.Warn(
                $"signall lets no new key sign before {gate.Register} has a copy of it that was {gate.Wanted}: make one now");
            run.Console.Hint(gate.WayToCopies(_making.DirectoryOf(run)));
        }

        return status;
    }

    private ExitStatus CarryOut(
        ToolRun run, KeyIndexFile file, KeySchedule schedule, KeyIndexProposal proposal, BreakPolicy breaks,
        BackupGate? gate = null, Action? before = null)
    {
        KeyIndexProposal part = _rows.PartOf(run, proposal);
        _rows.Demand(run, schedule, part, DirectoryOf(run));
        ZoneProposal change = new(schedule.Zone, proposal)
        {
            Part = part,
            Gate = gate,
            Before = before
        };
        return _change.CarryOut(run, file, _making, part.IsEmpty ? [] : [change], PoliciesOf(run, file),
            breaks);
    }

    /// <summary>The zone that was named, where a move needs to know it before the keyindex is open.</summary>
    internal DomainName ZoneOf(ToolRun run) => RolloverPolicyOptions.ZoneOf(run.Options.GetValue(_index.Zone)
        ?? throw new UsageException("the zone is not named", "give --zone NAME"));

    /// <summary>The directory of the key files.</summary>
    internal string DirectoryOf(ToolRun run) => _making.DirectoryOf(run);

    /// <summary>The directory of imported responses that the configuration has for a zone, or null.</summary>
    internal string? BundlesOf(ToolRun run, DomainName zone) => _index.Policy.BundlesOf(run, zone);

    /// <summary>When the move begins.</summary>
    internal Timestamp AtOf(ToolRun run)
    {
        Timestamp at = run.MomentOf("--at", run.Options.GetRequiredValue(_at));
        if (at > KeyRhythm.LastStart || at - run.Now > MostSecondsAhead)
        {
            throw new UsageException($"--at {at} is too far", "a move begins within ten years");
        }

        return at >= run.Now
            ? at : throw new UsageException($"--at {at} is before {run.Now}", "a move begins now or later");
    }

    /// <summary>Opens the keyindex.</summary>
    internal KeyIndexFile Open(ToolRun run)
    {
        FindingList findings = new();
        KeyIndexFile file = KeyIndexFile.Open(run.Options.GetRequiredValue(_index.File), findings);
        run.Report(findings);
        return file;
    }

    /// <summary>The zone that is moved, with delays that are enough for all that have its keys.</summary>
    /// <exception cref="UsageException">It was not named, and there are several.</exception>
    internal KeySchedule ScheduleOf(ToolRun run, KeyIndexFile file, bool ofFollower = false)
    {
        DomainName[] zones = [.. _index.ZonesToChange(run, file.Index)];
        if (!ofFollower)
        {
            KeyIndexOptions.DemandOwnKeys(file.Index, zones);
        }

        return zones is not [var zone] ? throw new UsageException(
            $"{file.Path} has {zones.Length} zones", "name the one that is moved: --zone NAME")
            : new KeySchedule(file.Index, zone, SharedKeys.PolicyOf(file.Index, zone, PoliciesOf(run, file)))
            .As(_index.Policy.ServedOf(run, zone));
    }

    /// <summary>Gives each zone's policy.</summary>
    internal Func<DomainName, RolloverPolicy> PoliciesOf(ToolRun run, KeyIndexFile file) =>
        _policies ??= _index.Policy.OfEach(run, file.Index);

    /// <summary>Another zone of the keyindex, with its policy.</summary>
    internal KeySchedule OtherZone(ToolRun run, DomainName zone) => new(
        KeyIndexOptions.Read(run.Options.GetRequiredValue(_index.File), run), zone,
        _index.Policy.Of(run, zone));

    // Bundles let no key sign that they have not got: signatures of one that is not published never come.
    // (A new algorithm's keys are another matter.)
    private static void DemandPublishedSigners(KeySchedule schedule, Timestamp at, KeyIndexProposal proposal)
    {
        if (proposal.Additions.Any(key => key.Role == KeyRole.ZSK && key.Presign < key.Publish
            && schedule.Own.Keys.Any(row => row.Role == KeyRole.ZSK && row.Algorithm == key.Algorithm
                && row.Removed > at)))
        {
            throw new RefusedException(CheckCodes.MoveImpossible,
                $"the DNSKEY RRsets of {schedule.Zone} are signed ahead, and a key that they have not got "
                + "signs nothing: the new ZSK cannot sign before it is published, nor the old one when it has left",
                "roll by pre-publication: `keyall roll zsk`");
        }
    }

    // A CSK signs the zone at each run, and its DNSKEY RRset, too: neither host could do both.
    private static void DemandNoCsk(KeySchedule schedule, Timestamp at, KeyIndexProposal proposal)
    {
        if (proposal.Additions.Any(key => key.Role == KeyRole.CSK)
            && schedule.Own.Keys.Any(row => row.Role == KeyRole.ZSK && row.Removed > at))
        {
            throw new RefusedException(CheckCodes.MoveImpossible,
                $"the KSKs of {schedule.Zone} sign its DNSKEY RRsets ahead, and a CSK signs the zone at each run of signall",
                "keep KSKs and ZSKs; or bring the KSKs to the online host first (`keybackup restore`), give their rows "
                + "a place there (key=), take the zone's `bundles:` out of the configuration, and join then");
        }
    }

    private static KeyIndexProposal? TryMove(Func<KeySchedule, Timestamp, KeyIndexProposal> move,
        KeySchedule schedule, Timestamp moment)
    {
        try
        {
            return move(schedule, moment);
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
