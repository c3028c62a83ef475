using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Operations;

namespace DnssecToolkit.Keybackup;

/// <summary>The options that name a SmartCard-HSM.</summary>
internal static class CardOptions
{
    internal static Option<string> Reader() => new("--reader")
    {
        Description = "For a SmartCard-HSM: its reader, by number or name",
        HelpName = "READER",
        DefaultValueFactory = _ => "0",
    };

    /// <summary>The card in the reader.</summary>
    internal static SmartCard CardOf(ToolRun run, Option<string> reader) =>
        new(run.Options.GetRequiredValue(reader), run.Cancellation);
}
