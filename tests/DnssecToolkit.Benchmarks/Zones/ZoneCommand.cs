using System.CommandLine;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Benchmarks.Zones;

/// <summary><c>benchmarks zone</c>: writes a zone of any size, always the same for a seed.</summary>
internal static class ZoneCommand
{
    private static readonly Option<int> Delegations = new("--delegations")
    {
        Description = "How many delegations",
        DefaultValueFactory = _ => 100_000,
    };

    private static readonly Option<ulong> Seed = new("--seed")
    {
        Description = "What the names and numbers are drawn from",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string> Origin = new("--origin")
    {
        Description = "The zone's name, absolute",
        DefaultValueFactory = _ => "zz.",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The file to write",
        Required = true
    };

    internal static Command Create() =>
        new Command("zone", "Write a TLD-like zone: two NS each, DS for half, glue for a tenth")
        {
            Delegations, Seed, Origin, Output,
        }.Does(run =>
        {
            ZoneGenerator generator = new(run.Options.GetValue(Origin)!, run.Options.GetValue(Seed));
            using StreamWriter writer = new(run.Options.GetValue(Output)!) { NewLine = "\n" };
            generator.Write(writer, run.Options.GetValue(Delegations));
            return ExitStatus.Done;
        }).WithExample("benchmarks zone --delegations 100000 --seed 1 --output zz.zone",
            "14.5 MB of text, the same everywhere");
}
