using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The option that says how far a command looks ahead.</summary>
/// <param name="description">What it is the last moment of.</param>
internal sealed class HorizonOption(string description)
{
    internal Option<string> Option { get; } = new("--until")
    {
        Description = description,
        HelpName = "MOMENT",
        DefaultValueFactory = _ => "+P1Y",
    };

    /// <summary>Gives the last moment.</summary>
    /// <exception cref="UsageException">It is no moment, or one that is over.</exception>
    internal Timestamp Of(ToolRun run)
    {
        Timestamp until = run.MomentOf(Option.Name, run.Options.GetRequiredValue(Option));
        return until >= run.Now ? until
            : throw new UsageException($"{Option.Name} {until} is before {run.Now}",
                "name a moment to come, or move the present with --time");
    }
}
