using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signall;

/// <summary>The option that names the configuration.</summary>
internal sealed class ConfigurationOptions
{
    private const string DefaultPath = "/etc/dnssec-toolkit/dnssec.yaml";

    internal Option<string> File { get; } = new("--config", "-c")
    {
        Description = "The configuration",
        HelpName = "FILE",
        DefaultValueFactory = _ => DefaultPath,
    };

    /// <summary>Reads the configuration; what is wrong with it is reported.</summary>
    /// <exception cref="UsageException">It cannot be read, or has faults.</exception>
    internal SignerConfiguration Read(ToolRun run) =>
        ConfigurationFile.Read(run, run.Options.GetRequiredValue(File));
}
