using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;
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

    /// <summary>Gives the PIN each time it is needed.</summary>
    internal static Func<string> PinOf(ToolRun run, Option<string?> option, string what)
    {
        SecretSource source = SecretSource.Parse(run.Options.GetValue(option)
            ?? throw new UsageException($"there is no PIN for {what}", "name its place with --pin"));
        return () =>
        {
            using Secret pin = source.Read($"PIN of {what}", run.Console);
            return new string(pin.Text);
        };
    }
}
