using System.Runtime.CompilerServices;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.CommandLine.Secrets;

/// <summary>Where the PINs of tokens come from: the key's URI (<c>pin-source</c>), else one option for
/// all.</summary>
public static class PinSource
{
    // A pipe gives its secret once, and a run may have several tokens.
    private static readonly ConditionalWeakTable<ToolConsole, KeptSecrets> Kept = new();

    /// <summary>Makes the reader.</summary>
    /// <param name="option">What the option says, or null where it was not given.</param>
    /// <param name="console">Where to ask.</param>
    /// <exception cref="UsageException"><paramref name="option"/> is no source.</exception>
    public static PinReader Reader(string? option, ToolConsole console)
    {
        SecretSource? fallback = option is null ? null : Withheld(SecretSource.Parse(option));
        return (token, source, pin) =>
        {
            SecretSource? chosen = source is null ? fallback : Withheld(OfUri(source));
            if (chosen is null)
            {
                return -1;
            }

            if (chosen is SecretFromDescriptor descriptor)
            {
                return Copy(Kept.GetOrCreateValue(console).Of(descriptor, $"PIN of {token}", console), pin);
            }

            using Secret secret = chosen.Read($"PIN of {token}", console);
            return Copy(secret, pin);
        };
    }

    private static int Copy(Secret secret, Span<byte> pin) =>
        System.Text.Encoding.UTF8.TryGetBytes(secret.Text, pin, out int length) ? length : -1;

    // Neither modules nor the operator's command get at it.
    private static SecretSource Withheld(SecretSource source)
    {
        switch (source)
        {
            case SecretFromEnvironment variable:
                TokenHosting.Withhold(variable.Name);
                break;
            case SecretFromDescriptor { Descriptor: > 2 } descriptor:
                TokenHosting.Withhold(descriptor.Descriptor);
                break;
        }

        return source;
    }

    // RFC 7512 §2.4: a file: URI, or a program after a bar; a bare path is what other tools take too.
    private static SecretSource OfUri(string source) => source switch
    {
        ['|', ..] => throw new UsageException("pin-source: a program that prints the PIN is not started",
            $"write a path, or {SecretSource.Forms}"),
        ['/', ..] => new SecretFromFile(source),
        _ when source.StartsWith("file:///", StringComparison.Ordinal) =>
            new SecretFromFile(source["file://".Length..]),
        _ => SecretSource.Parse(source),
    };
}
