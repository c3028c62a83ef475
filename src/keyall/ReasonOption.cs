using System.CommandLine;
using DnssecToolkit.CommandLine;

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
    /// <exception cref="Diagnostics.UsageException">It would not fit into a field of a keyindex.</exception>
    internal string? Of(ToolRun run) => run.Options.GetValue(Option) is not { Length: > 0 } text ? null
        : FieldText.Demand(Option.Name, text);
}
