using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Where the PINs of tokens come from: the key's URI (<c>pin-source</c>), else one option for all.</summary>
public static class PinSource
{
    /// <summary>Makes the reader.</summary>
    /// <param name="option">What the option says, or null where it was not given.</param>
    /// <param name="console">Where to ask.</param>
    /// <exception cref="UsageException"><paramref name="option"/> is no source.</exception>
    public static PinReader Reader(string? option, ToolConsole console)
    {
        SecretSource? fallback = option is null ? null : SecretSource.Parse(option);
        return (token, source, pin) =>
        {
            SecretSource? chosen = source is null ? fallback : OfUri(source);
            if (chosen is null)
            {
                return -1;
            }

            using Secret secret = chosen.Read($"PIN of {token}", console);
            return System.Text.Encoding.UTF8.TryGetBytes(secret.Text, pin, out int length) ? length : -1;
        };
    }

    // RFC 7512 §2.4: a file: URI, or a program after a bar; a bare path is what other tools take too.
    private static SecretSource OfUri(string source) => source switch
    {
        ['|', ..] => throw new UsageException("pin-source: a program that prints the PIN is not started", $"write a path, or {SecretSource.Forms}"),
        ['/', ..] => new SecretFromFile(source),
        _ when source.StartsWith("file:///", StringComparison.Ordinal) => new SecretFromFile(source["file://".Length..]),
        _ => SecretSource.Parse(source),
    };
}
