using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token clear-pin</c>.</summary>
internal sealed class TokenClearPinCommand
{
    private readonly Option<string?> _token =
        TokenOptions.Token("URI of the token, such as pkcs11:token=LABEL; all tokens by default");
    private readonly Option<string?> _state = TokenUseOptions.State();

    /// <summary>Makes the command.</summary>
    internal Command Create() => new Command("clear-pin",
        "Forgets the PINs that a token called wrong, so that they may be tried again") { _token, _state }
        .Does(Clear)
        .WithExample(
            "keyall token clear-pin --token 'pkcs11:token=zone' --state /var/lib/dnssec",
            "After the PIN of the token labelled zone was changed to one that was wrong before.");

    private ExitStatus Clear(ToolRun run)
    {
        string directory = TokenUseOptions.StateDirectoryOf(run.Options.GetValue(_state))
            ?? throw new UsageException("there is no state directory", "name it with --state");
        Pkcs11Uri? uri = run.Options.GetValue(_token) is { } text ? TokenOptions.UriOf(text, null) : null;
        int forgotten = new PinMemory(directory).Forget((label, serial) =>
            (uri?.Token is null || uri.Token == label) && (uri?.Serial is null || uri.Serial == serial));
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Object(json => json.WriteNumber("forgotten", forgotten)));
        }
        else
        {
            run.Console.Say($"{forgotten} forgotten in {directory}");
        }

        return ExitStatus.Done;
    }
}
