using System.CommandLine;
using DnssecToolkit.Benchmarks.Cryptography;
using DnssecToolkit.Benchmarks.Tokens;
using DnssecToolkit.Benchmarks.Zones;
using DnssecToolkit.CommandLine;

RootCommand root = new("Benchmarks of DnssecToolkit, and the zones they run on")
{
    VerificationCommand.Create(),
    ZoneCommand.Create(),
    ReadCommand.Create(),
    RewriteCommand.Create(),
    StagesCommand.Create(),
    TokenCommand.Create(),
};
return new Tool("benchmarks", root).Run(args);
