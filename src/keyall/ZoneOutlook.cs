using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>A zone before and after a change, and what resolvers would make of it.</summary>
internal sealed record ZoneOutlook(KeySchedule Before, KeySchedule After, Rehearsal Was, Rehearsal Rehearsal)
{
    /// <summary>Whether only one side's keys are known, so that nothing can be said of resolvers.</summary>
    internal bool IsHalfKnown { get; private init; }

    /// <summary>Works it out, from now until the last event.</summary>
    internal static ZoneOutlook Of(ZoneProposal zone, KeyIndex before, KeyIndex after,
        Func<DomainName, RolloverPolicy> policyOf, Timestamp now)
    {
        RehearsedChange change = RehearsedChange.Of(before, after, zone.Zone, policyOf, now);
        return new ZoneOutlook(change.Before, change.After, change.Was, change.Becomes)
        {
            IsHalfKnown = zone.IsHalfKnown,
        };
    }

    /// <summary>Draws the keys before and after.</summary>
    internal void Draw(TextWriter output, Timestamp now)
    {
        if (!Before.Keys.IsEmpty)
        {
            output.WriteLine($"zone {Before.Zone} before");
            WriteLines(output, Before, now);
        }

        output.WriteLine($"zone {After.Zone} after");
        WriteLines(output, After, now);
    }

    /// <summary>Refuses what makes resolvers fail that did not without the change.</summary>
    /// <exception cref="RefusedException">It does, and was not accepted.</exception>
    internal void Demand(ToolRun run, BreakPolicy policy)
    {
        if (IsHalfKnown)
        {
            run.Console.Say(
                $"{After.Zone}: only one side's keys are known here, so that nothing can be rehearsed yet");
            return;
        }

        FindingList findings = new();
        ScheduleChecks.Check(After, findings);
        run.Console.Report(
            findings.Kept.Where(finding => finding.Severity != Severity.Fault || !Rehearsal.IsClean));
        if (!Rehearsal.IsClean && !run.Json)
        {
            foreach (RehearsalBreak broken in Rehearsal.Breaks)
            {
                run.Console.Output.WriteLine(
                    $"{After.Zone}  [{CheckCodes.RehearsalBreaks.Tag}] {RehearseCommand.Line(broken)}");
            }
        }

        if (policy == BreakPolicy.Refuse && Rehearsal.FirstBeyond(Was) is { } first)
        {
            throw new RefusedException(CheckCodes.RehearsalBreaks,
                $"{After.Zone}: from {first.Time.Start} to {first.Time.End} {first.Who} would fail: {first.Why}", "nothing was changed");
        }
    }

    private static void WriteLines(TextWriter output, KeySchedule schedule, Timestamp now)
    {
        foreach (string line in new ScheduleTimeline(schedule, now).Lines())
        {
            output.WriteLine(line);
        }
    }
}
