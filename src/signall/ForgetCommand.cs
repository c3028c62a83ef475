using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Signall;

/// <summary><c>signall forget</c>.</summary>
internal sealed class ForgetCommand
{
    private readonly ConfigurationOptions _configuration = new();

    private readonly Argument<string> _zone = new("ZONE") { Description = "The zone" };

    private readonly Option<string> _because = new("--because")
    {
        Description = "Why, for the journal",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command(
        "forget", "Gives a zone up whose file is gone from its directory: it is signed no more; its signed file stays")
    {
        _zone, _configuration.File, _because,
    }
    .Does(Forget)
    .WithExample(
        "signall forget co.cr --because 'the zone is closed, its DS left cr on Monday'", "Sign co.cr no more.");

    private ExitStatus Forget(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        ZoneConfiguration zone = ZoneArgument.Find(configuration, run.Options.GetRequiredValue(_zone));
        if (!zone.IsGone)
        {
            throw new UsageException(
                $"{zone.Name}: its file {zone.File} is what the configuration names; the next run would sign it all the same",
                "take its DS out of the parent, then the file out of its directory, or the zone out of the configuration");
        }

        string because = run.Options.GetRequiredValue(_because);
        StateDirectory state = StateDirectory.Make(configuration.StateDirectory);
        state.Forget(zone);
        new Journal(state, run.Id, run.Now).Append("forgotten", zone.Name.ToString(), because, ("by", Environment.UserName));
        run.Console.Say($"{zone.Name} is signed no more; {zone.Output} is still there, and its signatures go on ageing");
        return ExitStatus.Done;
    }
}
