using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The options that name a keyindex, its zones and their policy.</summary>
internal sealed class KeyIndexOptions
{
    internal Option<string> File { get; } = new("--keyindex")
    {
        Description = "The keyindex",
        HelpName = "FILE",
        Required = true,
    };

    internal Option<string> Zone { get; } = KeyOptions.Zone("Zone to look at; all zones by default",
        required: false);

    internal RolloverPolicyOptions Policy { get; } = new();

    /// <summary>Adds them to a command.</summary>
    internal Command AddTo(Command command)
    {
        command.Options.Add(File);
        command.Options.Add(Zone);
        Policy.AddTo(command);
        return command;
    }

    /// <summary>Reads the keyindex and gives the schedules that were asked for.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    internal IReadOnlyList<KeySchedule> Read(ToolRun run)
    {
        string path = run.Options.GetRequiredValue(File);
        KeyIndex index = Read(path, run);
        return [.. ZonesOf(run, index, path).Select(zone => Schedule(run, index, zone))];
    }

    /// <summary>Reads the keyindex and gives the schedules that were asked for, as they are and with the keys
    /// that are made until a moment.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    internal IReadOnlyList<(KeySchedule Schedule, KeySchedule Continued)> ReadContinued(ToolRun run,
        Timestamp until)
    {
        string path = run.Options.GetRequiredValue(File);
        KeyIndex index = Read(path, run);
        return [.. ZonesOf(run, index, path).Select(zone => (Schedule(run, index, zone),
            SharedKeys.Continued(index, zone, name => Policy.Of(run, name), run.Now, until)
                .As(Policy.ServedOf(run, zone))))];
    }

    /// <summary>A zone's keys by its policy, and by what was served where that is known.</summary>
    internal KeySchedule Schedule(ToolRun run, KeyIndex index, DomainName zone) =>
        new KeySchedule(index, zone, Policy.Of(run, zone)).As(Policy.ServedOf(run, zone));

    /// <summary>Gives the zones that were asked for in two keyindexes, those that only one has
    /// included.</summary>
    internal IReadOnlyList<DomainName> ZonesOfBoth(ToolRun run, KeyIndex one, KeyIndex other) =>
        run.Options.GetValue(Zone) is { } name
            ? [RolloverPolicyOptions.ZoneOf(name)] : [.. one.Zones.Union(other.Zones)];

    /// <summary>Reads a keyindex and reports what is odd in it.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    internal static KeyIndex Read(string path, ToolRun run)
    {
        FindingList findings = new();
        KeyIndex index = KeyIndexFile.Read(path, findings);
        run.Console.Report(findings.Kept);
        return index;
    }

    /// <summary>The zones to change: the one that was named, whether it has keys or not, or all.</summary>
    internal IReadOnlyList<DomainName> ZonesToChange(ToolRun run, KeyIndex index)
    {
        if (run.Options.GetValue(Zone) is { } name)
        {
            return [RolloverPolicyOptions.ZoneOf(name)];
        }

        return index.Zones is { Count: > 0 } zones ? zones : throw new UsageException(
            $"{run.Options.GetRequiredValue(File)}: there are no keys yet",
            "name the zone that is to get its first ones: --zone NAME");
    }

    /// <summary>Refuses to change the keys of a single zone that has those of another.</summary>
    /// <exception cref="RefusedException">It has.</exception>
    internal static void DemandOwnKeys(KeyIndex index, IReadOnlyList<DomainName> zones)
    {
        if (zones is [var follower] && SharedKeys.LeaderOf(index, follower) is { } leader)
        {
            throw new RefusedException(CheckCodes.MoveImpossible,
                $"{follower} has the keys of {leader}, and follows each change of them",
                $"change these: --zone {leader}; or let it go on by itself: `keyall roll share --zone {follower} --end`");
        }
    }

    /// <summary>Refuses a zone that follows the keys of one that is not in the keyindex: nobody would make
    /// its coming keys.</summary>
    /// <exception cref="RefusedException">There is one.</exception>
    internal static void DemandLeaders(KeyIndex index)
    {
        foreach (DomainName follower in index.Zones)
        {
            if (SharedKeys.LeaderOf(index, follower) is { } leader && !index.Zones.Contains(leader))
            {
                throw new RefusedException(CheckCodes.MoveImpossible,
                    $"{follower} has the keys of {leader}, of which there is no row here: nobody would make its coming keys",
                    $"bring the rows of {leader} into this keyindex, or let {follower} go on by itself: `keyall roll share --zone {follower} --end`");
            }
        }
    }

    private IReadOnlyList<DomainName> ZonesOf(ToolRun run, KeyIndex index, string path)
    {
        if (run.Options.GetValue(Zone) is not { } name)
        {
            return index.Zones;
        }

        DomainName zone = RolloverPolicyOptions.ZoneOf(name);
        return index.Zones.Contains(zone) ? [zone] : throw new UsageException(
            $"{path}: there is no key of {zone}", "zones there: " + string.Join(", ", index.Zones.Take(10)));
    }
}
