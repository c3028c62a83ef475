using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary>The PIN of a card, which is asked for once though programs and modules take it several
/// times.</summary>
/// <param name="source">Where it comes from, or null: from where the URI says.</param>
/// <param name="console">Where to ask.</param>
internal sealed class OncePin(string? source, ToolConsole console) : IDisposable
{
    private Secret? _pin;

    /// <summary>The same use of tokens, with this PIN where a URI names no source of its own.</summary>
    internal TokenUse In(TokenUse use) => source is null ? use : use with
    {
        Pins = (token, named, pin) => named is not null ? use.Pins(token, named, pin)
            : System.Text.Encoding.UTF8.TryGetBytes(Read(token.ToString()).Text, pin, out int length)
                ? length : -1,
    };

    /// <summary>Gives it as a string of its own, which is wiped by whoever takes it.</summary>
    /// <param name="what">Whose it is.</param>
    /// <exception cref="UsageException">There is none.</exception>
    internal Func<string> TextFor(string what) => () => new string(Read(what).Text);

    /// <summary>Wipes it.</summary>
    public void Dispose() => _pin?.Dispose();

    private Secret Read(string what) => _pin ??= SecretSource.Parse(source
        ?? throw new UsageException($"there is no PIN for {what}", "name its place with --pin"))
        .Read($"PIN of {what}", console);
}
