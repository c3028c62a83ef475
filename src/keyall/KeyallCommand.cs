using System.CommandLine;
using DnssecToolkit.CommandLine;

namespace DnssecToolkit.Keyall;

/// <summary>The command line of <c>keyall</c>.</summary>
public static class KeyallCommand
{
    /// <summary>Makes the command.</summary>
    public static RootCommand Create() =>
        new RootCommand("Makes keys and shows what they do: key files, their moments, and DS records for the parent")
        {
            new Command("key", "Keys in a directory of BIND key files")
            {
                new KeyGenerateCommand().Create(),
                new KeyImportCommand().Create(),
                new KeyListCommand().Create(),
                new KeyDestroyCommand().Create(),
            },
            new Command("token", "Tokens that hold keys, through PKCS#11")
            {
                new TokenListCommand().Create(),
                new TokenInitCommand().Create(),
                new TokenProbeCommand().Create(),
                new TokenTestCommand().Create(),
                new TokenBenchCommand().Create(),
                new TokenForecastCommand().Create(),
                new TokenSaltCommand().Create(),
                new TokenClearPinCommand().Create(),
            },
            new Command("request", "Requests (KSR): the coming DNSKEY RRsets, for offline KSKs to sign")
            {
                new RequestMakeCommand().Create(),
                new RequestCheckCommand().Create(),
                new RequestSignCommand().Create(),
            },
            new Command("response", "Responses (SKR): the DNSKEY RRsets that offline KSKs signed")
            {
                new ResponseCommand().CreateCheck(),
                new ResponseCommand().CreateImport(),
                new ResponseActivateCommand().Create(),
            },
            new Command("ceremony", "Ceremonies, in which offline KSKs sign before witnesses")
            {
                new CeremonyScriptCommand().Create(),
                new CeremonyRunCommand().Create(),
                new CeremonyCheckCommand().Create(),
                new CeremonyRehearseCommand().Create(),
                new CeremonyStatementCommand().Create(),
                new CeremonyManifestCommand().Create(),
            },
            new DsCommand().Create(),
            new ShowCommand().Create(),
            new PlanCommand().Create(),
            new RehearseCommand().Create(),
            new RunCommand().Create(),
            new ParentCommand().Create(),
            RollCommand.Create(),
            EmergencyCommand.Create(),
        }
        .WithExample(
            "keyall key generate --zone cr --keys /var/lib/dnssec/keys --type ksk",
            "Make a key signing key for cr and print the name of its files.");
}
