using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Schedule.Moves;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall emergency</c>.</summary>
/// <remarks>Never refused: where no path keeps every resolver validating, or at once is wanted, what breaks
/// is shown, and the operator's word goes into the keyindex.</remarks>
internal sealed class EmergencyCommand
{
    private readonly Option<bool> _atOnce =
        new("--now") { Description = "Take the bad key out at once, whoever fails" };

    private readonly Option<string?> _accept = new("--accept")
    {
        Description = "Accept what breaks; CODE is REHEARSAL-BREAKS",
        HelpName = "CODE",
    };

    private readonly ReasonOption _because = new("Why, for the keyindex's note; needed with --accept");

    private readonly Option<string?> _bundles = new("--bundles")
    {
        Description =
            "Directory of imported responses of an offline KSK; by default the configuration's: says until when they publish the bad key",
        HelpName = "DIR",
    };

    private readonly MoveOptions _move = new();

    /// <summary>Makes the command.</summary>
    internal static Command Create() => new("emergency",
        "Replaces keys that are not to be trusted any more; shows who fails for how long, if anybody must")
    {
        new EmergencyCommand().Zsk(),
        new EmergencyCommand().Ksk(),
        new EmergencyCommand().Csk(),
    };

    private Command Zsk()
    {
        Option<bool> old = new("--old") { Description = "A ZSK that has been replaced is bad" };
        Option<bool> active = new("--active") { Description = "The ZSK that signs is bad" };
        Option<bool> next = new("--new") { Description = "A ZSK that no resolver uses yet is bad" };
        return Create("zsk", "Replaces the old, the active or the new ZSK", (run, schedule, at, path) =>
        {
            bool Is(Option<bool> option) => run.Options.GetValue(option);
            CompromisedZsk bad = (Is(old), Is(active), Is(next)) switch
            {
                (true, false, false) => CompromisedZsk.Old,
                (false, true, false) => CompromisedZsk.Active,
                (false, false, true) => CompromisedZsk.New,
                _ => throw new UsageException(
                    "it is not said which ZSK is bad", "give one of --old, --active, --new"),
            };
            return EmergencyZsk.Plan(schedule, bad, at, path);
        }, [old, active, next]).WithExample(
            "keyall emergency zsk --active --keyindex keyindex --keys keys --zone cr.",
            "Let another ZSK sign cr. as soon as resolvers bear it, and take the bad one out when its signatures are gone.");
    }

    private Command Ksk()
    {
        Option<int?> one = new("--one") { Description = "Tag of the KSK that is bad", HelpName = "TAG" };
        Option<bool> both = new("--both") { Description = "All KSKs are bad" };
        return Create("ksk", "Replaces one KSK, or both", (run, schedule, at, path) =>
            EmergencyKsk.Plan(schedule, TagOf(run, "KSK", one, both), at, path), [one, both]).WithExample(
            "keyall emergency ksk --one 64000 --keyindex keyindex --keys keys --zone cr.",
            "Publish a new KSK at once, and take 64000 out as soon as no resolver needs it.");
    }

    private Command Csk()
    {
        Option<int?> one = new("--one") { Description = "Tag of the CSK that is bad", HelpName = "TAG" };
        Option<bool> all = new("--all") { Description = "All CSKs are bad" };
        return Create("csk", "Replaces one CSK, or all", (run, schedule, at, path) =>
            EmergencyCsk.Plan(schedule, TagOf(run, "CSK", one, all), at, path), [one, all]).WithExample(
            "keyall emergency csk --all --keyindex keyindex --keys keys --zone cr.",
            "Let a new CSK sign cr. as soon as resolvers bear it, and take the bad one out when its DS and its signatures are gone.");
    }

    // The tag of the bad key; null where all of them are.
    private static int? TagOf(ToolRun run, string role, Option<int?> one, Option<bool> all) =>
        (run.Options.GetValue(one), run.Options.GetValue(all)) switch
        {
            ({ } tag, false) => tag,
            (null, true) => null,
            _ => throw new UsageException(
                $"it is not said which {role} is bad", $"give {one.Name} TAG or {all.Name}"),
        };

    private Command Create(
        string name, string description,
        Func<ToolRun, KeySchedule, Timestamp, EmergencyPath, KeyIndexProposal> plan, Option[] options) =>
        _move.AddTo(new Command(name, description)
            .WithOptions([.. options, _atOnce, _accept, _because.Option, _bundles]))
            .Does(run => CarryOut(run, plan));

    private ExitStatus CarryOut(ToolRun run,
        Func<ToolRun, KeySchedule, Timestamp, EmergencyPath, KeyIndexProposal> plan)
    {
        Timestamp at = _move.AtOf(run);
        using KeyIndexFile file = _move.Open(run);
        KeySchedule schedule = _move.ScheduleOf(run, file);
        EmergencyChoice choice = EmergencyChoice.Of(schedule, file.Index, run.Now,
            run.Options.GetValue(_atOnce) ? EmergencyPath.AtOnce : null, way => plan(run, schedule, at, way),
            _move.PoliciesOf(run, file));
        run.Console.Say(Explain(choice));
        string? because = _because.Of(run);
        bool isAccepted = run.Options.GetValue(_accept) == CheckCodes.RehearsalBreaks.Tag
            && because is not null;
        KeyIndexProposal chosen = isAccepted ? Noted(choice.Proposal, because!) : Marked(choice.Proposal);
        FindingList findings = new();
        ResponsesOf(run, schedule)?.Check(chosen, findings);
        run.Console.Report(findings.Kept);
        try
        {
            ExitStatus status = _move.CarryOutEmergency(run, file, schedule, chosen, isAccepted
                ? BreakPolicy.Accepted : BreakPolicy.Refuse);
            return findings.HasFaults && status == ExitStatus.Done ? NotOver(run) : status;
        }
        catch (RefusedException refusal) when (refusal.Code == CheckCodes.RehearsalBreaks)
        {
            throw new RefusedException(refusal.Code,
                $"{refusal.Message[(refusal.Code.Tag.Length + 3)..]}; resolvers would fail for {new Period(0, choice.BrokenSeconds)} in all, where signatures are renewed as late as the policy allows",
                $"take it upon you with --accept {CheckCodes.RehearsalBreaks.Tag} --because \"…\"");
        }
    }

    private static string Explain(EmergencyChoice choice)
    {
        if (choice.Proposal.IsEmpty)
        {
            return choice.Proposal.Bad.IsEmpty
                ? "there is nothing to replace: the bad key is revoked already, or has left the DNSKEY RRset (`keyall show`)"
                : "the bad key leaves when it is to leave already: what takes its place is there (`keyall show`)";
        }

        string path = choice.Path == EmergencyPath.AtOnce ? "at once" : "as fast as resolvers bear it";
        return $"the bad key leaves {path}: " + choice.Ground switch
        {
            EmergencyGround.Wanted => "--now was given",
            EmergencyGround.NobodyFails => "no resolver fails by that",
            _ => $"resolvers fail on either, and on this one for {new Period(0, choice.BrokenSeconds)} in all, "
                + "which is not longer than on the other",
        };
    }

    private static ExitStatus NotOver(ToolRun run)
    {
        run.Console.Warn(
            "the emergency is not over: what is shown above goes by the keyindex, and the imported responses say otherwise");
        return ExitStatus.Refused;
    }

    private EmergencyResponses? ResponsesOf(ToolRun run, KeySchedule schedule)
    {
        string? path = run.Options.GetValue(_bundles) ?? _move.BundlesOf(run, schedule.Zone);
        if (path is null && schedule.Keys.Any(row => row.IsSep)
            && schedule.Keys.All(row => !row.IsSep || row.Key is null))
        {
            run.Console.Warn(
                $"the KSKs of {schedule.Zone} are not on this side: without --bundles it is not known until when their responses publish the bad key");
        }

        return path is null
            ? null : new EmergencyResponses(ResponseDirectory.Read(path, schedule.Zone), run.Now);
    }

    // Which keys must not take another's place is known by this.
    private static KeyIndexProposal Marked(KeyIndexProposal proposal) => WithNotes(proposal, (row, isBad) =>
        !isBad || row.IsCompromised ? row.Note
        : KeyIndexEntry.EmergencyNote + (row.Note is { } note ? $": {note}" : ""));

    private static KeyIndexProposal Noted(KeyIndexProposal proposal, string because)
    {
        // Those that come, or stay longer, are good: they may stand in for another later.
        string note = $"{KeyIndexEntry.EmergencyNote}: {because}";
        string noteOfGood = $"in an {note}";
        return WithNotes(proposal with
        {
            Additions = [.. proposal.Additions.Select(key => key with { Note = noteOfGood })],
        }, (row, isBad) => row.IsCompromised ? row.Note : isBad ? note : noteOfGood);
    }

    // A bad key has its note whatever becomes of its dates.
    private static KeyIndexProposal WithNotes(
        KeyIndexProposal proposal, Func<KeyIndexEntry, bool, string?> note) => proposal with
        {
            Changes = [.. proposal.Changes
                .Concat(proposal.Bad.Where(row => !proposal.Changes.Any(change => change.Before == row))
                    .Select(row => (Before: row, After: row)))
                .Select(change => (change.Before, After: change.After with
                {
                    Note = note(change.Before, proposal.Bad.Contains(change.Before)),
                }))
                .Where(change => change.Before != change.After)],
        };
}
