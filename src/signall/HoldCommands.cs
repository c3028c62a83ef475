using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Configuration;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Operations.Unattended;

namespace DnssecToolkit.Signall;

/// <summary><c>signall hold</c> and <c>signall release</c>.</summary>
internal sealed class HoldCommands
{
    private readonly ConfigurationOptions _configuration = new();

    private readonly Argument<string> _zone = new("ZONE") { Description = "The zone" };

    private readonly Option<string> _because = new("--because")
    {
        Description = "Why, for the journal and for the next one who wonders",
        HelpName = "TEXT",
        Required = true,
    };

    /// <summary>Makes the command that holds.</summary>
    internal Command CreateHold() =>
        new Command("hold", "Leaves a zone alone until it is released; its signatures go on ageing")
    {
        _zone, _configuration.File, _because,
    }
    .Does(Put)
    .WithExample("signall hold co.cr --because 'registry migration, until Monday'", "Leave co.cr as it is.");

    /// <summary>Makes the command that releases.</summary>
    internal Command CreateRelease() => new Command("release", "Lets a zone that was held have its turn again, from the next run on")
    {
        _zone, _configuration.File,
    }
    .Does(Release)
    .WithExample("signall release co.cr", "Let the next run see to co.cr.");

    private ExitStatus Put(ToolRun run)
    {
        (ZoneConfiguration zone, StateDirectory state) = ZoneAndState(run);
        string because = run.Options.GetRequiredValue(_because);
        Hold hold = new(run.Now, because, Environment.UserName);
        hold.Put(state, zone);
        new Journal(state, run.Id, run.Now)
            .Append("held", zone.Name.ToString(), because, ("by", Environment.UserName));
        ZoneState found = HeldZone.Look(zone, ZoneState.Read(state, zone), hold, run.Now, threads: 0).State;
        run.Console.Say($"{zone.Name} is held"
            + (found.FirstExpiration is { } first ? $"; its first signature expires at {first}" : ""));
        return ExitStatus.Done;
    }

    private ExitStatus Release(ToolRun run)
    {
        (ZoneConfiguration zone, StateDirectory state) = ZoneAndState(run);
        if (Hold.Of(state, zone) is not { } hold)
        {
            throw new UsageException($"{zone.Name} is not held");
        }

        Hold.Release(state, zone);
        new Journal(state, run.Id, run.Now)
            .Append("released", zone.Name.ToString(), $"was held because: {hold.Because}",
                ("by", Environment.UserName));
        run.Console.Say($"{zone.Name} is released; it was held since {hold.Since}");
        return ExitStatus.Done;
    }

    private (ZoneConfiguration Zone, StateDirectory State) ZoneAndState(ToolRun run)
    {
        SignerConfiguration configuration = _configuration.Read(run);
        ZoneConfiguration zone = ZoneArgument.Find(configuration, run.Options.GetRequiredValue(_zone));
        return (zone, StateDirectory.Make(configuration.StateDirectory));
    }
}
