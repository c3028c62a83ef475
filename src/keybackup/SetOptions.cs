using System.CommandLine;
using DnssecToolkit.Backup;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keybackup;

/// <summary>The options that several commands share.</summary>
internal static class SetOptions
{
    internal static Argument<string> Set() => new("SET") { Description = "The sealed set's file" };

    internal static Option<string[]> Outputs() => new("--output", "-O")
    {
        Description = "Where the set goes; once for each medium. Nothing is ever written over",
        HelpName = "FILE",
        Required = true,
    };

    internal static Option<string?> Register() => new("--register")
    {
        Description = "The register of copies, which is kept up to date",
        HelpName = "FILE",
    };

    internal static Option<string?> SigningKey() => new("--signing-key")
    {
        Description = "Ed25519 private key in PEM that signs the set [default: a new one, used once]",
        HelpName = "FILE",
    };

    internal static Option<string[]> Bags() => new("--bag")
    {
        Description = "Number of a bag that a copy goes into; may be repeated",
        HelpName = "NUMBER",
    };

    internal static Option<string> Module() => new("--module")
    {
        Description =
            "PKCS#11 module by its full path: SoftHSM's for sets that hold its tokens, or that of the token named",
        HelpName = "PATH",
    };

    /// <summary>Reads the URI that an option gives.</summary>
    /// <exception cref="UsageException">It is none by RFC 7512.</exception>
    internal static Pkcs11Uri UriOf(string option, string text, string? module) =>
        Pkcs11Uri.TryParse(text, out Pkcs11Uri? uri, out string? fault)
        ? uri.WithModule(module) : throw new UsageException($"{option} is no PKCS#11 URI: {fault}",
            "write pkcs11:token=LABEL; `keyall token list` prints them");

    /// <summary>Reads a store as --token-store gives it.</summary>
    /// <exception cref="UsageException">It has not that form.</exception>
    internal static (BackupStore Store, string Directory) StoreOf(string text) =>
        text.Split('=', 2) is [{ } kind, { Length: > 0 } path] && BackupStore.Kinds.Contains(kind)
            ? (new BackupStore(kind, kind), path)
            : throw new UsageException($"--token-store {text} is not KIND=DIR",
                $"kinds are {string.Join(", ", BackupStore.Kinds)}");

    /// <summary>Asks for a PIN, whatever the key's URI says of one.</summary>
    /// <param name="source">Where it comes from.</param>
    /// <param name="what">What it is called, such as SO PIN.</param>
    /// <param name="console">Where to ask.</param>
    internal static PinReader Pins(string source, string what, ToolConsole console) => (token, _, pin) =>
    {
        using Secret secret = SecretSource.Parse(source).Read($"{what} of {token}", console);
        return System.Text.Encoding.UTF8.TryGetBytes(secret.Text, pin, out int length) ? length : -1;
    };

    internal static Option<string?> Pin() => new("--pin")
    {
        Description = $"Where the PIN comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };
}
