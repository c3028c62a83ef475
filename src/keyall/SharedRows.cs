using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The rows of the keyindex by their owner: the online side has those of ZSKs, the offline side those of KSKs and CSKs.</summary>
internal sealed class SharedRows
{
    private readonly KeyIndexEntry[] _entries;

    private SharedRows(KeyIndexEntry[] entries) => _entries = entries;

    /// <summary>The option that names the keyindex.</summary>
    internal static Option<string?> Option() => new("--keyindex")
    {
        Description = "Keyindex; its rows are compared with the other side's, and say when keys are used",
        HelpName = "FILE",
    };

    /// <summary>Reads a zone's rows that are not over at a moment; null where no keyindex was named.</summary>
    internal static SharedRows? Read(ToolRun run, Option<string?> option, DomainName zone, Timestamp moment) =>
        run.Options.GetValue(option) is not { } path
            ? null : new SharedRows([.. KeyIndexOptions.Read(path, run).EntriesOf(zone).Where(entry => entry.Removed > moment)]);

    /// <summary>The rows of ZSKs.</summary>
    internal string[] Online => [.. _entries.Where(entry => !entry.IsSep).Select(entry => entry.ToSharedRow())];

    /// <summary>The rows of KSKs and CSKs.</summary>
    internal string[] Offline => [.. _entries.Where(entry => entry.IsSep).Select(entry => entry.ToSharedRow())];
}
