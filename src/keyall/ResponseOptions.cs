using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Names;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keyall;

/// <summary>The option that names the responses of an offline KSK which were imported.</summary>
/// <param name="use">What the command asks them, for the help.</param>
internal sealed class ResponseOptions(string use)
{
    /// <summary>The option.</summary>
    internal Option<string?> Directory { get; } = new("--bundles")
    {
        Description =
            $"Directory of imported responses of an offline KSK; by default the configuration's: {use}",
        HelpName = "DIR",
    };

    /// <summary>Reads a zone's responses; null where no directory is named.</summary>
    /// <param name="run">The run.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="policy">Where the configuration is, which may name the directory.</param>
    /// <exception cref="Diagnostics.UnreadableInputException">The directory or a response in it cannot be
    /// read.</exception>
    internal ResponseDirectory? Read(ToolRun run, DomainName zone, RolloverPolicyOptions policy) =>
        (run.Options.GetValue(Directory) ?? policy.BundlesOf(run, zone)) is { } path
            ? ResponseDirectory.Read(path, zone) : null;
}
