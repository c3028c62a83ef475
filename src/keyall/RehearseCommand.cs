using System.CommandLine;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall rehearse</c>.</summary>
internal sealed class RehearseCommand
{
    private readonly KeyIndexOptions _index = new();

    private readonly HorizonOption _until = new("Last moment of the rehearsal");

    /// <summary>Makes the command.</summary>
    internal Command Create() => _index.AddTo(new Command(
        "rehearse", "Tries the schedule on resolvers with every mix of old and new DS, DNSKEY and data; status 1 where some would fail")
    {
        _until.Option,
    })
    .Does(Rehearse)
    .WithExample(
        "keyall rehearse --keyindex samples/keyindex/keyindex --time 19760201000000 --until 19760430235959",
        "See whether IANA's first example would have kept every resolver validating.");

    /// <summary>Gives a break as a line for people.</summary>
    internal static string Line(RehearsalBreak broken)
    {
        string condition = broken.Conducts.Length == Enum.GetValues<ParentConduct>().Length
            ? "" : ", if the parent " + string.Join(" or ", broken.Conducts.Select(ClauseOf));
        string who = broken.Resolvers == RehearsalResolvers.Any ? "" : "strict about algorithms: ";
        return $"{broken.Time.Start} to {broken.Time.End} ({new Period(0, broken.Time.Seconds)}){condition}: {who}{broken.Who}: {broken.Why}";
    }

    /// <summary>Writes a break's members.</summary>
    internal static void WriteJson(Utf8JsonWriter json, RehearsalBreak broken)
    {
        json.WriteString("from", broken.Time.Start.ToString());
        json.WriteString("to", broken.Time.End.ToString());
        json.WriteNumber("seconds", broken.Time.Seconds);
        json.WriteString("kind", broken.Kind.ToString());
        json.WriteString("resolvers", broken.Resolvers.ToString());
        json.WriteStartArray("parents");
        foreach (ParentConduct conduct in broken.Conducts)
        {
            json.WriteStringValue(conduct.ToString());
        }

        json.WriteEndArray();
        json.WriteString("who", broken.Who);
        json.WriteString("why", broken.Why);
    }

    private static string ClauseOf(ParentConduct conduct) => conduct switch
    {
        ParentConduct.Silent => "does nothing",
        ParentConduct.Replaces => "has one DS at a time",
        _ => "adds the new DS and removes the old one late",
    };

    private ExitStatus Rehearse(ToolRun run)
    {
        Timestamp until = _until.Of(run);
        (KeySchedule Schedule, Rehearsal Result)[] results = [.. _index.Read(run)
            .Select(schedule => (schedule,
                Rehearsal.Of(schedule, run.Now, new Interval(run.Now, until + 1))))];
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(
                results.SelectMany(result => result.Result.Breaks.Select(broken => (result.Schedule.Zone,
                    broken))),
                (json, item) =>
                {
                    json.WriteString("zone", item.Zone.ToString());
                    WriteJson(json, item.broken);
                }));
        }
        else
        {
            Write(run, results, until);
        }

        return results.All(result => result.Result.IsClean) ? ExitStatus.Done : ExitStatus.Refused;
    }

    private static void Write(ToolRun run, (KeySchedule Schedule, Rehearsal Result)[] results,
        Timestamp until)
    {
        foreach ((KeySchedule schedule, Rehearsal result) in results)
        {
            if (result.IsClean)
            {
                run.Console.Output.WriteLine(
                    $"{schedule.Zone}  every resolver validates from {run.Now} to {until}");
            }

            foreach (RehearsalBreak broken in result.Breaks)
            {
                run.Console.Output.WriteLine(
                    $"{schedule.Zone}  [{CheckCodes.RehearsalBreaks.Tag}] {Line(broken)}");
            }
        }
    }
}
