using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
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
        "signall forget co.cr --because 'the zone is closed, its DS left cr on Monday'",
        "Sign co.cr no more.");

    private ExitStatus Forget(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        string text = run.Options.GetRequiredValue(_zone);
        (DomainName name, string output) = OrphanOf(configuration, text) ?? GoneOf(configuration, text);
        string because = run.Options.GetRequiredValue(_because);
        StateDirectory state = StateDirectory.Make(configuration.StateDirectory);
        state.Forget(name);
        new Journal(state, run.Id, run.Now)
            .Append("forgotten", name.ToString(), because, ("by", Environment.UserName));
        run.Console.Say(
            $"{name} is signed no more; {output} is still there, and its signatures go on ageing");
        return ExitStatus.Done;
    }

    // A signed file whose zone nothing knows.
    private static (DomainName Name, string Output)? OrphanOf(SignerConfiguration configuration,
        string text) =>
        DomainName.TryParse(text, out DomainName name, out _) && configuration.Find(name) is null
            && UnconfiguredOutputs.Find(configuration, name) is { } output ? (name, output) : null;

    private static (DomainName Name, string Output) GoneOf(SignerConfiguration configuration, string text)
    {
        ZoneConfiguration zone = ZoneArgument.Find(configuration, text);
        if (zone.HasUnreadableDirectory)
        {
            throw new UsageException(
                $"{zone.Name}: the directory of its file {zone.File} cannot be read, so that nothing says whether the zone is gone",
                "make the directory readable; or take its section out of the configuration");
        }

        return zone.IsGone ? (zone.Name, zone.Output) : throw new UsageException(
            $"{zone.Name}: its file {zone.File} is what the configuration names; the next run would sign it all the same",
            "take its DS out of the parent, then the file out of its directory, or the zone out of the configuration");
    }
}
