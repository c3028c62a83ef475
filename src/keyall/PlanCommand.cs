using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall plan</c>.</summary>
internal sealed class PlanCommand
{
    private readonly KeyIndexOptions _index = new();

    private readonly HorizonOption _until = new("Last moment of the plan");

    private readonly Option<string?> _calendar = new("--ics")
    {
        Description = "Also write the plan to FILE as a calendar (iCalendar)",
        HelpName = "FILE",
    };

    private readonly ResponseOptions _responses = new("when ceremonies are due follows from them");

    private readonly Option<string?> _other = new("--diff")
    {
        Description =
            "List instead what another keyindex, or the policies of another configuration, would shift; status 1 where it would break a rule",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() =>
        _index.AddTo(new Command("plan",
            "Lists what will happen to keys, why, and what the operator must do by when; status 1 where a rule is broken")
    {
        _until.Option, _calendar, _other, _responses.Directory,
    })
    .Does(Plan)
    .WithExample(
        "keyall plan --keyindex samples/keyindex/keyindex --time 19760201000000 --until +P3M",
        "List what happened in IANA's first example in the three months from 1 February 1976.");

    private ExitStatus Plan(ToolRun run)
    {
        Timestamp until = _until.Of(run);
        if (run.Options.GetValue(_other) is { } other)
        {
            if (run.Options.GetValue(_calendar) is not null)
            {
                throw new UsageException("--diff has no calendar", "take --ics without it");
            }

            return new PlanDifference(run, _index, until + 1).Report(other);
        }

        FindingList findings = new();
        List<PlanEntry> entries = [];
        foreach ((KeySchedule schedule, KeySchedule continued) in _index.ReadContinued(run, until + 1))
        {
            ScheduleChecks.Check(schedule, findings);
            IEnumerable<ScheduleEvent> events = schedule.OpenDuties(run.Now)
                .Concat(EventsOf(schedule, continued, run.Now, until));
            if (CeremoniesOf(run, schedule) is { } ceremonies)
            {
                events = events.Select(ceremonies.Adjusted);
                entries.AddRange(ceremonies.Until(until + 1)
                    .SelectMany(next => PlanEntry.Of(schedule.Zone, next))
                    .Where(entry => entry.Calendar.Moment <= until));
            }

            entries.AddRange(events.Select(PlanEntry.Of));
        }

        entries = [.. entries.OrderBy(entry => entry.Calendar.Moment)];
        if (run.Options.GetValue(_calendar) is { } file)
        {
            TextFile.Write(file, ScheduleCalendar.Write(entries.Select(entry => entry.Calendar), run.Now));
        }

        Write(run, entries);
        run.Console.Report(findings.Kept);
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    private CeremonyCalendar? CeremoniesOf(ToolRun run, KeySchedule schedule) =>
        _responses.Read(run, schedule.Zone, _index.Policy) is { } imported
            ? new(imported, schedule.Policy, run.Now) : null;

    // Keys that the rhythm adds are in the plan before they are made; when the last of those that are made
    // ends is in it, too.
    private static IEnumerable<ScheduleEvent> EventsOf(KeySchedule schedule, KeySchedule continued,
        Timestamp now, Timestamp until) =>
        continued.Events(now, until + 1).Where(happening => happening.Kind != ScheduleEventKind.RunsOut)
            .Concat(schedule.Events(now, until + 1)
                .Where(happening => happening.Kind == ScheduleEventKind.RunsOut));

    private static void Write(ToolRun run, List<PlanEntry> entries)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(entries, (json, entry) => entry.Write(json)));
            return;
        }

        foreach (PlanEntry entry in entries)
        {
            run.Console.Output.WriteLine($"{entry.Zone}  {entry.Line()}");
        }
    }
}
