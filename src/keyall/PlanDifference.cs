using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>What another keyindex, or the policies of another configuration, would shift in the
/// plan.</summary>
internal sealed class PlanDifference(ToolRun run, KeyIndexOptions options, Timestamp until)
{
    private const int MostOctetsToTell = 1 << 16;
    private const string KeyIndexHeader = "dn";
    private static readonly Period Longest = new(120, 0);

    /// <summary>Reports it.</summary>
    /// <param name="other">A keyindex, which begins with its header, or a configuration.</param>
    /// <returns>Refused where the other breaks a rule, or resolvers would fail by it that do not
    /// now.</returns>
    internal ExitStatus Report(string other)
    {
        if (until > run.Now + Longest)
        {
            throw new UsageException($"--until {until} is too far",
                $"plans are compared for {Longest} at most");
        }

        (KeySchedule Before, KeySchedule After)[] zones = [.. Read(other)];
        ScheduleShift[] shifts =
            [.. zones.SelectMany(zone => ScheduleComparison.Of(zone.Before, zone.After, run.Now, until))
            .OrderBy(shift => shift.Event.Moment)];
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(shifts, WriteJson));
        }
        else
        {
            foreach (ScheduleShift shift in shifts)
            {
                run.Console.Output.WriteLine(Line(shift));
            }
        }

        FindingList findings = new();
        bool breaks = false;
        foreach ((KeySchedule before, KeySchedule after) in zones)
        {
            KeySchedule becomes = after.Continued(run.Now, until);
            Check(becomes, findings);
            breaks |= Breaks(before.Continued(run.Now, until), becomes);
        }

        run.Console.Report(findings.Kept);
        return findings.HasFaults || breaks ? ExitStatus.Refused : ExitStatus.Done;
    }

    private IEnumerable<(KeySchedule Before, KeySchedule After)> Read(string other)
    {
        string path = run.Options.GetRequiredValue(options.File);
        KeyIndex index = KeyIndexOptions.Read(path, run);
        KeyIndex changed = index;
        Func<DomainName, RolloverPolicy> policyOf = options.Policy.OfEach(run, index);
        Func<DomainName, RolloverPolicy> becomes = policyOf;
        if (IsKeyIndex(other))
        {
            changed = KeyIndexOptions.Read(other, run);
            becomes = options.Policy.OfEach(run, changed);
        }
        else
        {
            SignerConfiguration configuration = ConfigurationFile.Read(run, other);
            becomes = zone => RolloverPolicyOptions.PolicyIn(configuration, zone);
        }

        return options.ZonesOfBoth(run, index, changed)
            .Select(zone => (Of(index, zone, policyOf), Of(changed, zone, becomes)));
    }

    // A zone with the keys of another has no rhythm of its own: it gets those that the other's adds.
    private KeySchedule Of(KeyIndex index, DomainName zone, Func<DomainName, RolloverPolicy> policyOf) =>
        SharedKeys.LeaderOf(index, zone) is null ? new KeySchedule(index, zone, policyOf(zone))
        : SharedKeys.Continued(index, zone, policyOf, run.Now, until + ScheduleComparison.Beyond);

    // Comments may come before a keyindex's header; a configuration is a mapping, and has no word alone.
    private static bool IsKeyIndex(string path)
    {
        byte[] octets = new byte[MostOctetsToTell];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            int length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            string? first = System.Text.Encoding.Latin1.GetString(octets, 0, length).Split('\n')
                .Select(line => line.Trim())
                .FirstOrDefault(line => line.Length > 0 && line[0] is not ('#' or ';'));
            return first?.Split(' ', '\t')[0] == KeyIndexHeader;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {e.Message}",
                "--diff takes a keyindex or a configuration", inner: e);
        }
    }

    private static void Check(KeySchedule schedule, FindingList findings)
    {
        KeyScheme scheme = schedule.Keys.Any(key => key.Role == Keys.KeyRole.CSK)
            ? KeyScheme.Csk : KeyScheme.KskZsk;
        RolloverPolicyChecks.Check(schedule.Policy, scheme, default, findings);
        FindingList scheduled = new();
        ScheduleChecks.Check(schedule, scheduled);
        // What the last of the keys to be made lacks is a successor.
        foreach (Finding finding in scheduled.Kept.Where(finding => finding.Location.File is not null))
        {
            findings.Add(finding);
        }
    }

    private bool Breaks(KeySchedule before, KeySchedule after)
    {
        Interval horizon = new(run.Now, until);
        Rehearsal rehearsal = Rehearsal.Of(after, run.Now, horizon);
        foreach (RehearsalBreak broken in rehearsal.Breaks)
        {
            run.Console.Report([new Finding(CheckCodes.RehearsalBreaks, default,
                $"{after.Zone}: {RehearseCommand.Line(broken)}")]);
        }

        return rehearsal.FirstBeyond(Rehearsal.Of(before, run.Now, horizon)) is not null;
    }

    private static string Line(ScheduleShift shift)
    {
        ScheduleEvent happening = shift.Event;
        string line =
            $"{happening.Key.Zone}  {happening.Key.Role} {NameOf(happening.Key)}  {happening.Kind,-7}  {Moment(shift.Before)} -> {Moment(shift.After)}{Length(shift)}";
        return shift.Before?.By == shift.After?.By
            ? line : $"{line}; to do by {Text(shift.Before?.By)} -> {Text(shift.After?.By)}";
    }

    private static string Length(ScheduleShift shift) => shift.Seconds is null or 0 ? ""
        : $" ({new Period(0, Math.Abs(shift.Seconds.Value))} {(shift.Seconds > 0 ? "later" : "earlier")})";

    private static string NameOf(KeyIndexEntry key) => key.IsToBeMade ? "to be made" : $"{key.Tag:D5}";

    private static string Moment(ScheduleEvent? happening) => Text(happening?.Moment);

    private static string Text(Timestamp? moment) => moment?.ToString() ?? "never";

    private static void WriteJson(Utf8JsonWriter json, ScheduleShift shift)
    {
        ScheduleEvent happening = shift.Event;
        json.WriteString("zone", happening.Key.Zone.ToString());
        json.WriteString("role", happening.Key.Role.ToString());
        json.WriteNumber("algorithm", (int)happening.Key.Algorithm);
        json.WriteNumber("tag", happening.Key.Tag);
        json.WriteBoolean("toBeMade", happening.Key.IsToBeMade);
        json.WriteString("event", happening.Kind.ToString());
        json.WriteString("before", shift.Before?.Moment.ToString());
        json.WriteString("after", shift.After?.Moment.ToString());
        if (shift.Seconds is { } seconds)
        {
            json.WriteNumber("seconds", seconds);
        }

        json.WriteString("duty", happening.Duty);
        json.WriteString("byBefore", shift.Before?.By?.ToString());
        json.WriteString("byAfter", shift.After?.By?.ToString());
    }
}
