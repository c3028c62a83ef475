using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Reporting;

namespace DnssecToolkit.Signall;

/// <summary><c>signall status</c>.</summary>
internal sealed class StatusCommand
{
    private readonly ConfigurationOptions _configuration = new();

    private readonly Option<bool> _page = new("--page")
    {
        Description = "Print the status page, HTML, on standard output",
    };

    private readonly Option<bool> _metrics = new("--metrics")
    {
        Description = "Print the state as Prometheus reads it, on standard output",
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("status",
        "Shows each zone: serial, first expiration and hours left, what is due next, problems; changes nothing")
    {
        _configuration.File, _page, _metrics,
    }
    .Does(Show)
    .WithExample("signall status", "See how all zones are.");

    private ExitStatus Show(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        FleetStatus status = FleetStatus.Read(configuration, run.Now);
        run.Console.Output.Write((run.Json, run.Options.GetValue(_page), run.Options.GetValue(_metrics)) switch
        {
            (true, false, false) => StatusJson.Write(status),
            (false, true, false) => StatusPage.Write(status),
            (false, false, true) => StatusMetrics.Write(status),
            (false, false, false) => StatusText.Write(status),
            _ => throw new UsageException("--json, --page and --metrics are three forms of one thing",
                "give one of them"),
        });
        return ExitStatus.Done;
    }
}
