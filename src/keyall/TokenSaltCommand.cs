using System.CommandLine;
using System.Security.Cryptography;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token salt</c>.</summary>
internal sealed class TokenSaltCommand
{
    private readonly TokenAccessOptions _access = new();
    private readonly Option<int> _octets = new("--octets")
    {
        Description = "Length of the salt, in octets",
        HelpName = "N",
        DefaultValueFactory = _ => 8
    };

    /// <summary>Makes the command.</summary>
    internal Command Create() => _access.AddTo(
        new("salt", "Prints a random salt for NSEC3 in hexadecimal: of the system's numbers, with the token's generator mixed in"), _octets)
        .Does(Print)
        .WithExample(
            "keyall token salt --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt",
            "Make a value for --nsec3-salt. RFC 9276 advises none; where a policy demands one, it is at least random.");

    private ExitStatus Print(ToolRun run)
    {
        int length = run.Options.GetValue(_octets);
        if (length is < 1 or > byte.MaxValue)
        {
            throw new UsageException(
                $"--octets {length} is not between 1 and {byte.MaxValue} (RFC 5155 §3.1.4)");
        }

        using OpenTokens tokens = new(_access.UseOf(run));
        tokens.Connect(_access.UriOf(run)).MixRandom();
        string salt = Convert.ToHexString(RandomNumberGenerator.GetBytes(length));
        run.Console.Output.WriteLine(run.Json
            ? JsonText.Object(json => json.WriteString("salt", salt)) : salt);
        return ExitStatus.Done;
    }
}
