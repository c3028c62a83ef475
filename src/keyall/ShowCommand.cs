using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall show</c>.</summary>
internal sealed class ShowCommand
{
    private const int NextEvents = 5;
    private const int StepsBefore = 18;
    private const int StepsAfter = 30;
    private const int LabelLength = 6;

    private readonly KeyIndexOptions _index = new();

    private readonly Option<string> _step = new("--step")
    {
        Description = "Time that a character of the picture stands for",
        HelpName = "PERIOD",
        DefaultValueFactory = _ => "4d",
    };

    private readonly Option<string?> _svg = new("--svg")
    {
        Description = "Also draw the picture of one zone to FILE as SVG",
        HelpName = "FILE",
    };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Also draw the pictures to FILE as a web page",
        HelpName = "FILE",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => _index.AddTo(new Command("show", "Shows a keyindex as a picture: who is published, signs and retires, before and after now (--time)")
    {
        _step, _svg, _html,
    })
    .Does(Show)
    .WithExample(
        "keyall show --keyindex samples/keyindex/keyindex --time 19760201000000",
        "Show IANA's first example as it stood on 1 February 1976: - absent, P newly published, p published, + active, r retired.");

    private ExitStatus Show(ToolRun run)
    {
        if (!PeriodText.TryParse(run.Options.GetRequiredValue(_step), out Period step) || !step.IsFixed
            || step.Seconds is < 1 or > 366 * 86_400L)
        {
            throw new UsageException("--step is not a length of time from a second to a year",
                PeriodText.Forms);
        }

        IReadOnlyList<KeySchedule> schedules = _index.Read(run);
        Draw(run, schedules, step.Seconds);
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(
                schedules.SelectMany(schedule => schedule.Keys.Select(key => (schedule, key))),
                (json, row) => WriteJson(json, row.schedule, row.key, run.Now)));
            return ExitStatus.Done;
        }

        foreach (KeySchedule schedule in schedules)
        {
            Write(run.Console.Streams, schedule, run.Now, step.Seconds);
        }

        return ExitStatus.Done;
    }

    private void Draw(ToolRun run, IReadOnlyList<KeySchedule> schedules, long stepSeconds)
    {
        string[] drawings = run.Options.GetValue(_svg) is null && run.Options.GetValue(_html) is null ? [] :
        [
            .. schedules.Select(schedule => ScheduleDrawing.Svg(schedule, run.Now,
                run.Now - (StepsBefore * stepSeconds), run.Now + (StepsAfter * stepSeconds))),
        ];
        if (run.Options.GetValue(_svg) is { } svg)
        {
            TextFile.Write(svg, drawings.Length == 1 ? drawings[0]
                : throw new UsageException("--svg draws one zone", "name it with --zone, or use --html"));
        }

        if (run.Options.GetValue(_html) is { } html)
        {
            TextFile.Write(html,
                "<!DOCTYPE html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>keyindex</title>\n"
                + string.Concat(drawings.Select(drawing => $"<p>{drawing}</p>\n"))
                + "<p>yellow: published, green: active, blue: retired, red: revoked</p></html>\n");
        }
    }

    private static void Write(StandardStreams streams, KeySchedule schedule, Timestamp now, long stepSeconds)
    {
        TextWriter output = streams.Output;
        ScheduledRoles roles = schedule.RolesAt(now);
        output.WriteLine($"zone {schedule.Zone} at {now}, a character is {new Period(0, stepSeconds)}");
        foreach (string line in new ScheduleTimeline(schedule, now) { StepSeconds = stepSeconds }.Lines())
        {
            output.WriteLine(streams is { OutputIsTerminal: true, Colors: true } ? Paint(line) : line);
        }

        output.WriteLine($"signs DNSKEY: {Names(roles.SignDnskey)}");
        output.WriteLine($"signs zone:   {Names(roles.SignZone)}");
        if (roles.Held.Length > 0)
        {
            output.WriteLine($"overdue:      {Names(roles.Held)}");
        }

        foreach (ScheduleEvent happening in schedule.Events(now + 1, new Timestamp(long.MaxValue)).Take(NextEvents))
        {
            output.WriteLine($"next:         {PlanEntry.Of(happening).Line()}");
        }
    }

    // The label's five digits and letter stay as they are; each run of a state has its color.
    private static string Paint(string line)
    {
        StringBuilder painted = new(line[..LabelLength]);
        foreach (char sign in line.AsSpan(LabelLength))
        {
            int color = sign switch { 'P' or 'p' => 33, '+' => 32, 'r' => 36, 'R' => 31, '|' => 1, _ => 2 };
            painted.Append(CultureInfo.InvariantCulture, $"\u001b[{color}m{sign}\u001b[0m");
        }

        return painted.ToString();
    }

    private static string Names(IReadOnlyCollection<KeyIndexEntry> keys) =>
        keys.Count == 0 ? "nobody"
            : string.Join(", ",
                keys.Select(key => $"{key.Role} {key.Tag:D5} (algorithm {(int)key.Algorithm})"));

    private static void WriteJson(Utf8JsonWriter json, KeySchedule schedule, KeyIndexEntry key, Timestamp now)
    {
        ScheduledRoles roles = schedule.RolesAt(now);
        KeyMilestones milestones = schedule.MilestonesOf(key);
        json.WriteString("zone", key.Zone.ToString());
        json.WriteString("role", key.Role.ToString());
        json.WriteNumber("algorithm", (int)key.Algorithm);
        json.WriteNumber("tag", key.Tag);
        json.WriteString("state", key.StateAt(now).ToString());
        json.WriteBoolean("published", roles.Publish.Contains(key));
        json.WriteBoolean("signsDnskey", roles.SignDnskey.Contains(key));
        json.WriteBoolean("signsZone", roles.SignZone.Contains(key));
        json.WriteBoolean("overdue", roles.Held.Contains(key));
        json.WriteString("publish", key.Publish.ToString());
        json.WriteString("ready", milestones.Ready.ToString());
        json.WriteString("start", key.Start.ToString());
        json.WriteString("signsUntil", milestones.SignsUntil.ToString());
        json.WriteString("end", key.Ended.ToString());
        json.WriteString("dead", milestones.Dead?.ToString());
        json.WriteString("remove", key.Removed.ToString());
    }
}
