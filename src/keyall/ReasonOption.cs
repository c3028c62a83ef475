using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Keyall;

/// <summary>The operator's word for why something is done that is usually refused; it is written
/// down.</summary>
/// <param name="description">What it is needed for, and where it goes.</param>
internal sealed class ReasonOption(string description)
{
    /// <summary>The option.</summary>
    internal Option<string?> Option { get; } = new("--because")
    {
        Description = description,
        HelpName = "TEXT",
    };

    /// <summary>Gives the reason, or null where none was given.</summary>
    /// <exception cref="UsageException">It would not stay one line, or not one word of a line.</exception>
    internal string? Of(ToolRun run) => run.Options.GetValue(Option) is not { Length: > 0 } text ? null
        : !text.Contains('"', StringComparison.Ordinal) && !text.Any(char.IsControl) ? text
        : throw new UsageException(
            "--because has a quote or a control character", "a reason is one line of plain text");
}
