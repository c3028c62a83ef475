using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token init</c>.</summary>
internal sealed class TokenInitCommand
{
    private const int LongestPin = 256;

    private readonly Option<string> _module = TokenOptions.Module();
    private readonly Option<ulong?> _slot =
        new("--slot")
        {
            Description = "Slot of a token that has no label yet; the only such token by default",
            HelpName = "NUMBER"
        };
    private readonly Option<string?> _token =
        TokenOptions.Token("Initialise this token again, which erases the keys in it");
    private readonly Option<string> _label = new("--label")
    {
        Description = "Label that the token gets",
        HelpName = "LABEL",
        Required = true
    };
    private readonly Option<string> _pin = Source("--pin", "Where its new PIN comes from");
    private readonly Option<string> _soPin = Source("--so-pin",
        "Where its SO PIN comes from: a new one, or the present one for a token that has keys");
    private readonly Option<bool> _yes = new("--yes") { Description = "Erase without asking" };
    private readonly TokenUseOptions _use = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("init", "Initialises a token: sets its label, SO PIN and PIN, and erases what was in it")
    {
        _module, _slot, _token, _label, _pin, _soPin, _yes,
    }
    .With(_use)
    .Does(Initialize)
    .WithExample(
        "keyall token init --module /usr/lib/softhsm/libsofthsm2.so --label zone",
        "Initialise SoftHSM's free slot as the token zone; both PINs are asked for twice.");

    private ExitStatus Initialize(ToolRun run)
    {
        string path = run.Options.GetRequiredValue(_module);
        using Pkcs11Module module = Pkcs11Module.Open(path, _use.HostingOf(run));
        Pkcs11Token token = Choose(run, module);
        if (token.IsInitialized && !run.Options.GetValue(_yes))
        {
            Confirmation.Demand(run.Console,
                $"{token} ({token.ToUri()}) and all keys in it will be erased for ever;");
        }

        string label = run.Options.GetRequiredValue(_label);
        byte[] soPin = SecretMemory.Allocate(LongestPin);
        byte[] pin = SecretMemory.Allocate(LongestPin);
        try
        {
            int soLength = Read(run, _soPin, $"SO PIN of \"{label}\"", isNew: !token.IsInitialized, soPin);
            int length = Read(run, _pin, $"new PIN of \"{label}\"", isNew: true, pin);
            DeviceProfile profile = _use.ProfileOf(run) ?? DeviceProfiles.For(token);
            Print(run, path, profile,
                TokenInitialization.Initialize(module, token, profile, label, soPin.AsSpan(0, soLength),
                    pin.AsSpan(0, length)));
            return ExitStatus.Done;
        }
        finally
        {
            Array.Clear(soPin);
            Array.Clear(pin);
        }
    }

    private Pkcs11Token Choose(ToolRun run, Pkcs11Module module)
    {
        IReadOnlyList<Pkcs11Token> tokens = module.Tokens();
        if (run.Options.GetValue(_token) is { } text)
        {
            Pkcs11Uri uri = TokenOptions.UriOf(text, module.Path);
            return TokenOptions.OneOf([.. tokens.Where(token => token.IsInitialized && token.Fits(uri))],
                uri);
        }

        Pkcs11Token[] blank = [.. tokens.Where(token => !token.IsInitialized
            && (run.Options.GetValue(_slot) ?? token.Slot) == token.Slot)];
        return blank.Length switch
        {
            1 => blank[0],
            0 => throw new UsageException(
                $"{module.Path}: there is no token that was never initialised",
                "to erase one that was, name it with --token; `keyall token list` shows all"),
            _ => throw new UsageException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{module.Path}: {blank.Length} tokens were never initialised"), "name one with --slot; `keyall token list` shows them"),
        };
    }

    private static int Read(ToolRun run, Option<string> option, string what, bool isNew, Span<byte> pin)
    {
        SecretSource source = SecretSource.Parse(run.Options.GetRequiredValue(option));
        using Secret secret = isNew ? source.ReadTwice(what, run.Console) : source.Read(what, run.Console);
        return System.Text.Encoding.UTF8.TryGetBytes(secret.Text, pin, out int length)
            ? length : throw new UsageException($"{what}: a PIN has at most {LongestPin} octets");
    }

    private static void Print(ToolRun run, string path, DeviceProfile profile, Pkcs11Token token)
    {
        string uri = token.ToUri(path).ToString();
        run.Console.Output.WriteLine(run.Json ? JsonText.Object(json =>
        {
            json.WriteString("uri", uri);
            json.WriteString("label", token.Label);
            json.WriteString("profile", profile.Name);
        }) : uri);
    }

    private static Option<string> Source(string name, string description) => new(name)
    {
        Description = $"{description}: {SecretSource.Forms}",
        HelpName = "SOURCE",
        DefaultValueFactory = _ => "prompt",
    };
}
