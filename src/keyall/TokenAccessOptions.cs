using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary>The options of a command that works on one token: which, by which module, with whose PIN, and how
/// modules are run.</summary>
internal sealed class TokenAccessOptions
{
    private readonly Option<string?> _token;
    private readonly Option<string> _module = TokenOptions.Module(required: false);
    private readonly Option<string?> _pin = TokenOptions.Pin();

    /// <summary>Makes them.</summary>
    /// <param name="description">What the command does with the token.</param>
    internal TokenAccessOptions(string description = "URI of the token, such as pkcs11:token=LABEL")
    {
        _token = TokenOptions.Token(description);
        _token.Required = true;
    }

    /// <summary>How modules are run.</summary>
    internal TokenUseOptions Use { get; } = new();

    /// <summary>Gives a command these options, those that name the token first.</summary>
    /// <param name="command">The command.</param>
    /// <param name="own">Options of its own, which stand in between.</param>
    internal Command AddTo(Command command, params ReadOnlySpan<Option> own)
    {
        foreach (Option option in (ReadOnlySpan<Option>)[_token, _module, _pin, .. own])
        {
            command.Options.Add(option);
        }

        return command.With(Use);
    }

    /// <summary>The token's URI, its module in it.</summary>
    /// <exception cref="UsageException">It is no URI by RFC 7512, or no module is named.</exception>
    internal Pkcs11Uri UriOf(ToolRun run)
    {
        Pkcs11Uri uri = TokenOptions.UriOf(run.Options.GetRequiredValue(_token)!,
            run.Options.GetValue(_module));
        return uri.ModulePath is null
            ? throw new UsageException("no module is named", "give --module PATH") : uri;
    }

    /// <summary>Whether a PIN was given, in one way or another.</summary>
    internal bool HasPin(ToolRun run) =>
        run.Options.GetValue(_pin) is not null || UriOf(run).PinSource is not null;

    /// <summary>What is shared by all that is done with the token.</summary>
    /// <param name="run">The run.</param>
    /// <param name="threads">How many threads may sign at once.</param>
    internal TokenUse UseOf(ToolRun run, int threads = 1) => Use.Of(run, run.Options.GetValue(_pin), threads);
}
