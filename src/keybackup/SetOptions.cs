using System.CommandLine;
using DnssecToolkit.CommandLine.Secrets;

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

    internal static Option<string> Module() => new("--module")
    {
        Description = "SoftHSM's module by its full path, for sets that hold its tokens",
        HelpName = "PATH",
    };

    internal static Option<string?> Pin() => new("--pin")
    {
        Description = $"Where the PIN comes from: {SecretSource.Forms}",
        HelpName = "SOURCE",
    };
}
