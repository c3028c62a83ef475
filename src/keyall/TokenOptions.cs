using System.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary>The options that name modules, tokens and PINs.</summary>
internal static class TokenOptions
{
    internal static Option<string> Module(bool required = true) => new("--module")
    {
        Description = required ? "PKCS#11 module by its full path"
            : "PKCS#11 module by its full path, where the token's URI names none",
        HelpName = "PATH",
        Required = required,
    };

    internal static Option<string?> Token(string description) =>
        new("--token") { Description = description, HelpName = "URI" };

    internal static Option<string?> Pin() => new("--pin")
    {
        Description = $"Where the PIN comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };

    internal static Option<bool> Extractable() => new("--extractable")
    {
        Description =
            "Let the new key be taken out of the token wrapped (CKA_EXTRACTABLE), so that `keybackup create --wrap-from` can",
    };

    /// <exception cref="UsageException">It is no URI by RFC 7512.</exception>
    internal static Pkcs11Uri UriOf(string text, string? module) =>
        Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault)
        ? uri.WithModule(module)
        : throw new UsageException($"--token is no PKCS#11 URI: {fault}",
            "write pkcs11:token=LABEL; `keyall token list` prints them");

    /// <exception cref="KeyUnavailableException">None fits.</exception>
    /// <exception cref="UsageException">Several fit.</exception>
    internal static Pkcs11Token OneOf(Pkcs11Token[] fitting, Pkcs11Uri uri) => fitting.Length switch
    {
        1 => fitting[0],
        0 => throw new KeyUnavailableException($"{uri}: no such token",
            "`keyall token list` shows those that are there"),
        _ => throw new UsageException($"{uri}: {fitting.Length} tokens fit",
            "name the one by label and serial"),
    };
}
