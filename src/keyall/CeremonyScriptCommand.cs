using System.CommandLine;
using DnssecToolkit.Bundles;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall ceremony script</c>.</summary>
internal sealed class CeremonyScriptCommand
{
    private readonly Option<string> _zone = KeyOptions.Zone("Zone of the KSKs");
    private readonly Option<string> _name = new("--name") { Description = "Name of the ceremony", HelpName = "NAME", DefaultValueFactory = _ => "Ceremony" };
    private readonly Option<string[]?> _bags = new("--bag") { Description = "Number of a tamper-evident bag that is to be opened; repeatable", HelpName = "NUMBER" };

    internal Command Create() => new Command("script", "Prints the script of a signing ceremony in Markdown, with places for names, initials and times") { _zone, _name, _bags }
        .Does(run =>
        {
            run.Console.Output.Write(CeremonySteps.ToMarkdown(
                KeyOptions.NameOf(run.Options.GetRequiredValue(_zone)), run.Options.GetRequiredValue(_name), run.Options.GetValue(_bags) ?? []));
            return ExitStatus.Done;
        })
        .WithExample("keyall ceremony script --zone cr --name 'KSK ceremony 12' --bag BB51184546", "Print what to fill in at the next ceremony.");
}
