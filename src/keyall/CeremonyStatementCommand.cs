using System.Collections.Immutable;
using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Reporting;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony statement</c>.</summary>
internal sealed class CeremonyStatementCommand
{
    private readonly DocumentOptions _document = new();

    internal Command Create() => new Command("statement",
        "Prints a practice statement (RFC 6841) with what the configuration and the keyindex know filled in")
        .WithOptions(_document.All)
        .Does(Print)
        .WithExample("keyall ceremony statement --zone cr --config dnssec.yaml --form pdf --output dps.pdf",
            "Write what relying parties should know.");

    private ExitStatus Print(ToolRun run)
    {
        SignerConfiguration configuration = _document.Configuration(run)
            ?? throw new UsageException("the statement is made from a configuration",
                "name it with --config");
        ZoneConfiguration zone = _document.ZoneIn(run, configuration)!;
        (string text, ImmutableArray<string> open) = PracticeStatement.Fill(configuration, zone,
            DocumentOptions.ScheduleOf(run, zone), run.Now);
        _document.Write(run, text, $"DNSSEC Practice Statement for {zone.Name}");
        if (open.Length > 0)
        {
            run.Console.Say(
                $"to be written by hand, or in the configuration under ceremony, statement: {string.Join(", ", open)}");
        }

        return ExitStatus.Done;
    }
}
