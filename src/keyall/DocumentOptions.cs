using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations;
using DnssecToolkit.Reporting;
using DnssecToolkit.Schedule;

namespace DnssecToolkit.Keyall;

/// <summary>The options of commands that print a document about a zone of the configuration.</summary>
internal sealed class DocumentOptions
{
    private readonly Option<string?> _configuration = new("--config",
        "-c")
    { Description = "Configuration of signall that has the zone", HelpName = "FILE" };
    private readonly Option<string> _zone = KeyOptions.Zone("Zone of the keys");
    private readonly Option<string?> _output = new("--output",
        "-O")
    { Description = "File to write [default: standard output; needed for pdf]", HelpName = "FILE" };

    private readonly Option<string> _form = new Option<string>("--form")
    {
        Description =
            "Markdown, a page to print, or a PDF made with a browser or typst, whichever is installed",
        HelpName = "md|html|pdf",
        DefaultValueFactory = _ => "md",
    }.AcceptOnlyFromAmong("md", "html", "pdf");

    /// <summary>The options, in the order of the help.</summary>
    internal IEnumerable<Option> All => [_zone, _configuration, _form, _output];

    /// <summary>The configuration, or null where none was named.</summary>
    internal SignerConfiguration? Configuration(ToolRun run) =>
        run.Options.GetValue(_configuration) is { } path ? ConfigurationFile.Read(run, path) : null;

    /// <summary>The zone's name.</summary>
    internal Names.DomainName Zone(ToolRun run) => KeyOptions.NameOf(run.Options.GetRequiredValue(_zone));

    /// <summary>The zone in the configuration, or null where there is none.</summary>
    /// <exception cref="UsageException">The configuration has not the zone.</exception>
    internal ZoneConfiguration? ZoneIn(ToolRun run, SignerConfiguration? configuration) =>
        configuration is null ? null
        : configuration.Find(Zone(run))
        ?? throw new UsageException($"{configuration.File}: there is no zone {Zone(run)}",
            "add it there, or name another with --zone");

    /// <summary>The keys of a zone over time, or null where the configuration names no keyindex.</summary>
    /// <exception cref="UnreadableInputException">The keyindex cannot be read, or has faults.</exception>
    internal static KeySchedule? ScheduleOf(ToolRun run, ZoneConfiguration? zone) =>
        zone?.KeyIndex is { } path
        ? new KeySchedule(KeyIndexOptions.Read(path, run), zone.Name, zone.Rollover) : null;

    /// <summary>Writes a document.</summary>
    /// <param name="run">The run.</param>
    /// <param name="markdown">The document.</param>
    /// <param name="title">Its title.</param>
    internal void Write(ToolRun run, string markdown, string title)
    {
        string form = run.Options.GetRequiredValue(_form);
        string? output = run.Options.GetValue(_output);
        string text = form == "md" ? markdown : MarkdownPage.Write(markdown, title);
        if (form == "pdf")
        {
            PrintedPage.Write(text, TypstDocument.Write(markdown, title), output
                ?? throw new UsageException("a PDF goes to a file",
                    "name it with --output"), run.Cancellation);
        }
        else if (output is null)
        {
            run.Console.Output.Write(text);
        }
        else
        {
            TextFile.Write(output, text);
        }
    }
}
