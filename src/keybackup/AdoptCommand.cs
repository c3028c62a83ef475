using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary><c>keybackup adopt</c>.</summary>
internal sealed class AdoptCommand
{
    private readonly TokenUseOptions _use = new();
    private readonly Option<string> _module = SetOptions.Module();
    private readonly Option<string> _pin = Source("--pin", "Where the user PIN comes from");
    private readonly Option<string> _soPin = Source("--so-pin", "Where the SO PIN comes from");

    private readonly Option<string> _token = new("--token")
    {
        Description = "The token whose files were restored, such as pkcs11:token=LABEL",
        HelpName = "URI",
        Required = true,
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("adopt",
        "Lets another TPM take over a token of opencryptoki whose files were restored: logs in as SO, then as user")
    {
        _token, _module, _soPin, _pin,
    }
    .With(_use)
    .Does(Adopt)
    .WithExample(
        "keybackup adopt --token pkcs11:token=zone --module /usr/lib/x86_64-linux-gnu/pkcs11/libopencryptoki.so",
        "After restore, and once the new TPM is owned: make the keys of the token its own; both PINs are asked for.");

    private ExitStatus Adopt(ToolRun run)
    {
        Pkcs11Uri uri = SetOptions.UriOf("--token", run.Options.GetRequiredValue(_token),
            run.Options.GetValue(_module));
        using Pkcs11Module module = Pkcs11Module.Open(
            uri.ModulePath
                ?? throw new UsageException($"{uri}: no PKCS#11 module is named", "give --module PATH"),
                _use.HostingOf(run));
        Pkcs11Token token = module.Tokens().FirstOrDefault(token => token.IsInitialized && token.Fits(uri))
            ?? throw new KeyUnavailableException($"{uri}: no such token",
                "are its files where the device's software looks, and is that running?");
        TokenAdoption.Adopt(module, token,
            SetOptions.Pins(run.Options.GetRequiredValue(_soPin), "SO PIN", run.Console),
            SetOptions.Pins(run.Options.GetRequiredValue(_pin), "PIN", run.Console));
        run.Console.Say($"{token} is this device's now");
        run.Console.Hint("`keybackup prove --device` lets its keys sign");
        return ExitStatus.Done;
    }

    private static Option<string> Source(string name, string description) => new(name)
    {
        Description = $"{description}: {SecretSource.Forms}",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => "prompt",
    };
}
