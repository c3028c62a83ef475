using System.CommandLine;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
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

    private readonly Option<string?> _other = new("--diff")
    {
        Description = "List instead what another keyindex, or the policies of another configuration, would shift; status 1 where it would break a rule",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => _index.AddTo(new Command("plan", "Lists what will happen to keys, why, and what the operator must do by when; status 1 where a rule is broken")
    {
        _until.Option, _calendar, _other,
    })
    .Does(Plan)
    .WithExample(
        "keyall plan --keyindex samples/keyindex/keyindex --time 19760201000000 --until +P3M",
        "List what happened in IANA's first example in the three months from 1 February 1976.");

    /// <summary>Gives an event as a line for people.</summary>
    internal static string Line(ScheduleEvent happening)
    {
        string line = $"{happening.Moment}  {happening.Key.Role} {happening.Key.Name}  {happening.Kind,-7}  {happening.Reason}";
        return happening.Duty is null ? line : $"{line}; {(happening.By is { } by ? $"by {by}" : "then")}: {happening.Duty}";
    }

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
        List<ScheduleEvent> events = [];
        foreach ((KeySchedule schedule, KeySchedule continued) in _index.ReadContinued(run, until + 1))
        {
            ScheduleChecks.Check(schedule, findings);
            events.AddRange(schedule.OpenDuties(run.Now));
            events.AddRange(EventsOf(schedule, continued, run.Now, until));
        }

        events = [.. events.OrderBy(happening => happening.Moment)];
        if (run.Options.GetValue(_calendar) is { } file)
        {
            TextFile.Write(file, ScheduleCalendar.Write(events, run.Now));
        }

        Write(run, events);
        run.Console.Report(findings.Kept);
        return findings.HasFaults ? ExitStatus.Refused : ExitStatus.Done;
    }

    // Keys that the rhythm adds are in the plan before they are made; when the last of those that are made ends is in it, too.
    private static IEnumerable<ScheduleEvent> EventsOf(KeySchedule schedule, KeySchedule continued, Timestamp now, Timestamp until) =>
        continued.Events(now, until + 1).Where(happening => happening.Kind != ScheduleEventKind.RunsOut)
            .Concat(schedule.Events(now, until + 1).Where(happening => happening.Kind == ScheduleEventKind.RunsOut));

    private static void Write(ToolRun run, List<ScheduleEvent> events)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(events, WriteJson));
            return;
        }

        foreach (ScheduleEvent happening in events)
        {
            run.Console.Output.WriteLine($"{happening.Key.Zone}  {Line(happening)}");
        }
    }

    private static void WriteJson(Utf8JsonWriter json, ScheduleEvent happening)
    {
        json.WriteString("moment", happening.Moment.ToString());
        json.WriteString("zone", happening.Key.Zone.ToString());
        json.WriteString("role", happening.Key.Role.ToString());
        json.WriteNumber("algorithm", (int)happening.Key.Algorithm);
        json.WriteNumber("tag", happening.Key.Tag);
        json.WriteBoolean("toBeMade", happening.Key.IsToBeMade);
        json.WriteString("event", happening.Kind.ToString());
        json.WriteString("reason", happening.Reason);
        json.WriteString("duty", happening.Duty);
        json.WriteString("by", happening.By?.ToString());
    }
}
