using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token list</c>.</summary>
internal sealed class TokenListCommand
{
    private readonly Option<string> _module = TokenOptions.Module();
    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() =>
        new Command("list", "Lists the tokens that a PKCS#11 module has; asks for no PIN") { _module }
        .With(_use)
        .Does(List)
        .WithExample(
            "keyall token list --module /usr/lib/softhsm/libsofthsm2.so",
            "Show SoftHSM's tokens with their URIs and the state of their PINs.");

    private ExitStatus List(ToolRun run)
    {
        using Pkcs11Module module = Pkcs11Module.Open(run.Options.GetRequiredValue(_module),
            _use.HostingOf(run));
        IReadOnlyList<Pkcs11Token> tokens = module.Tokens();
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(tokens,
                (json, token) => WriteJson(json, module, token)));
        }
        else
        {
            WriteText(run.Console.Output, module, tokens);
        }

        return ExitStatus.Done;
    }

    private static void WriteText(TextWriter output, Pkcs11Module module, IReadOnlyList<Pkcs11Token> tokens)
    {
        output.WriteLine($"{module.Path}: {module.Description}, Cryptoki {module.CryptokiVersion}");
        foreach (Pkcs11Token token in tokens)
        {
            output.WriteLine(token.IsInitialized
                ? token.ToUri().ToString() : $"slot {token.Slot}: a token that was never initialised");
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  slot {token.Slot}, profile {DeviceProfiles.For(token)}, PIN {Describe(token.Pin)}, {token.MinimumPinLength} to {token.MaximumPinLength} octets long"));
        }
    }

    private static void WriteJson(Utf8JsonWriter json, Pkcs11Module module, Pkcs11Token token)
    {
        json.WriteString("uri", token.IsInitialized ? token.ToUri(module.Path).ToString() : null);
        json.WriteNumber("slot", token.Slot);
        json.WriteString("label", token.Label);
        json.WriteString("manufacturer", token.Manufacturer);
        json.WriteString("model", token.Model);
        json.WriteString("serial", token.Serial);
        json.WriteBoolean("initialized", token.IsInitialized);
        json.WriteString("pin", token.Pin.ToString());
        json.WriteNumber("minimumPinLength", token.MinimumPinLength);
        json.WriteNumber("maximumPinLength", token.MaximumPinLength);
        json.WriteString("profile", DeviceProfiles.For(token).Name);
    }

    private static string Describe(PinState pin) => pin switch
    {
        PinState.Good => "set",
        PinState.NotSet => "not set",
        PinState.TriesUsed => "set, and given wrong lately",
        PinState.FinalTry => "at its last try",
        _ => "locked",
    };
}
