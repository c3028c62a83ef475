using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.CommandLine;

/// <summary>The configuration file, as all tools read it.</summary>
public static class ConfigurationFile
{
    /// <summary>Reads a configuration; what is wrong with it is reported.</summary>
    /// <exception cref="UsageException">It cannot be read, or has faults.</exception>
    public static SignerConfiguration Read(ToolRun run, string path)
    {
        FindingList findings = new();
        SignerConfiguration? configuration = ConfigurationReader.ReadFile(path, findings);
        run.Report(findings);
        return configuration ?? throw new UsageException(
            $"{path}: the configuration has faults; nothing was done",
            "mend what is listed above; docs/configuration.md describes each key");
    }
}
