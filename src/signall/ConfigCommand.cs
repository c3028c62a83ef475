using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Signall;

/// <summary><c>signall config</c>.</summary>
internal sealed class ConfigCommand
{
    private readonly ConfigurationOptions _configuration = new();

    private readonly Option<bool> _effective = new("--effective")
    {
        Description = "With every default and template filled in; without, the names of the zones",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new("config", "Checks and shows the configuration, and makes one from another program's")
    {
        CreateCheck(),
        CreateShow(),
        new ConfigImportCommand().Create(),
    };

    private Command CreateCheck() => new Command("check",
        "Reads the configuration as a whole and says what is wrong with it, each fault with its line; changes nothing")
    {
        _configuration.File,
    }
    .Does(Check)
    .WithExample("signall config check --config /etc/dnssec-toolkit/dnssec.yaml",
        "Check a configuration before a run finds out.");

    private Command CreateShow() => new Command("show", "Shows what the configuration comes to")
    {
        _configuration.File, _effective,
    }
    .Does(Show)
    .WithExample("signall config show --effective",
        "Show every value that is in effect, as YAML that can be read back.");

    private ExitStatus Check(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        foreach (Finding stray in UnconfiguredOutputs.Of(configuration))
        {
            run.Console.Warn($"{stray}");
        }

        int strays = StrayFiles.Of(configuration).Count;
        string warnings = strays == 0 ? "" : $", {Quantity.Of(strays, "warning")} about directories of zones";
        run.Console.Say($"{configuration.File}: {configuration.Zones.Count} zones, no fault{warnings}");
        foreach (ZoneConfiguration zone in configuration.Zones.Where(zone => zone is
        {
            ChildDs: not null,
            Children: null
        }))
        {
            run.Console.Warn(
                $"{zone.Name}: child-ds-unasked: DS go in when their files come, and no server is asked: a child that is not served signed goes bogus");
        }

        foreach (ZoneConfiguration zone in configuration.Zones.Where(zone => zone is
        {
            DsOutput: not null,
            Server: not { Ask.Count: > 0 }
        }))
        {
            run.Console.Warn(
                $"{zone.Name}: ds-output without a server to ask: its DS is given out by the calendar, though nobody saw the signed zone served");
        }

        return strays == 0 ? ExitStatus.Done : ExitStatus.UnreadableInput; // as a run
    }

    private ExitStatus Show(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        run.Console.Output.Write(run.Options.GetValue(_effective)
            ? EffectiveConfiguration.Write(configuration)
            : string.Concat(configuration.Zones.Select(zone => $"{zone.Name}\n")));
        return ExitStatus.Done;
    }
}
