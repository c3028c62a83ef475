using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>The options that name a keyindex, its zones and their policy.</summary>
internal sealed class KeyIndexOptions
{
    private const long MostOctets = 64 << 20;

    internal Option<string> File { get; } = new("--keyindex")
    {
        Description = "The keyindex",
        HelpName = "FILE",
        Required = true,
    };

    internal Option<string> Zone { get; } = KeyOptions.Zone("Zone to look at; all zones by default", required: false);

    internal RolloverPolicyOptions Policy { get; } = new();

    /// <summary>Adds them to a command.</summary>
    internal Command AddTo(Command command)
    {
        command.Options.Add(File);
        command.Options.Add(Zone);
        Policy.AddTo(command);
        return command;
    }

    /// <summary>Reads a zone's name as a keyindex writes it.</summary>
    /// <exception cref="UsageException">It is no domain name.</exception>
    internal static DomainName ZoneOf(string name) => name == "root" ? DomainName.Root : KeyOptions.NameOf(name);

    /// <summary>Reads the keyindex and gives the schedules that were asked for.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    internal IReadOnlyList<KeySchedule> Read(ToolRun run)
    {
        string path = run.Options.GetRequiredValue(File);
        KeyIndex index = Read(path, run);
        return [.. ZonesOf(run, index, path).Select(zone => new KeySchedule(index, zone, Policy.Of(run, zone)))];
    }

    /// <summary>Reads a keyindex and reports what is odd in it.</summary>
    /// <exception cref="UnreadableInputException">It cannot be read, or has faults.</exception>
    internal static KeyIndex Read(string path, ToolRun run)
    {
        FindingList findings = new();
        KeyIndex index = KeyIndex.Read(ReadOctets(path), path, findings);
        if (findings.HasFaults)
        {
            throw new UnreadableInputException($"{path}: the keyindex has faults", findings: findings.Kept);
        }

        run.Console.Report(findings.Kept);
        return index;
    }

    private IReadOnlyList<DomainName> ZonesOf(ToolRun run, KeyIndex index, string path)
    {
        if (run.Options.GetValue(Zone) is not { } name)
        {
            return index.Zones;
        }

        DomainName zone = ZoneOf(name);
        return index.Zones.Contains(zone) ? [zone] : throw new UsageException(
            $"{path}: there is no key of {zone}", "zones there: " + string.Join(", ", index.Zones.Take(10)));
    }

    // One octet more than a keyindex may have, so that its reader can say so.
    private static byte[] ReadOctets(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using MemoryStream octets = new();
            byte[] buffer = new byte[1 << 16];
            for (int read = 1; read > 0 && octets.Length <= MostOctets;)
            {
                read = file.Read(buffer);
                octets.Write(buffer, 0, read);
            }

            return octets.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableInputException($"{path}: cannot be read: {e.Message}", "name the keyindex with --keyindex", inner: e);
        }
    }
}
