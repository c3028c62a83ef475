using System.CommandLine;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Keyall;

/// <summary><c>keyall token test</c>.</summary>
internal sealed class TokenTestCommand
{
    private readonly TokenAccessOptions _access = new();

    /// <summary>Makes the command.</summary>
    internal Command Create() => _access.AddTo(
        new("test", "Makes a key of each algorithm the token has, signs, verifies, and removes it; status 1 where one fails"))
        .Does(Test)
        .WithExample(
            "keyall token test --token 'pkcs11:token=zone' --module /usr/lib/softhsm/libsofthsm2.so --pin prompt",
            "See that the token zone does what it says, and how long it takes.");

    private ExitStatus Test(ToolRun run)
    {
        using OpenTokens tokens = new(_access.UseOf(run));
        TokenConnection connection = tokens.Connect(_access.UriOf(run));
        List<TokenTrialResult> results = [];
        foreach (DnssecAlgorithm algorithm in TokenTrial.AlgorithmsOf(connection))
        {
            run.Console.Say($"trying {AlgorithmTraits.Of(algorithm).Mnemonic}");
            results.Add(TokenTrial.Try(connection, algorithm));
        }

        Print(run, results);
        return results.Count > 0 && results.TrueForAll(result => result.Fault is null)
            ? ExitStatus.Done : ExitStatus.Refused;
    }

    private static void Print(ToolRun run, List<TokenTrialResult> results)
    {
        if (run.Json)
        {
            run.Console.Output.WriteLine(JsonText.Array(results, (json, result) =>
            {
                json.WriteString("algorithm", AlgorithmTraits.Of(result.Algorithm).Mnemonic);
                json.WriteBoolean("passed", result.Fault is null);
                json.WriteNumber("generationSeconds", Math.Round(result.Generation.TotalSeconds, 3));
                json.WriteNumber("signatureSeconds", Math.Round(result.Signature.TotalSeconds, 6));
                json.WriteString("fault", result.Fault);
            }));
            return;
        }

        foreach (TokenTrialResult result in results)
        {
            run.Console.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{AlgorithmTraits.Of(result.Algorithm).Mnemonic}: {Describe(result)}"));
        }

        if (results.Count == 0)
        {
            run.Console.Error("the token has no mechanism that DNSSEC could use");
        }
    }

    private static string Describe(TokenTrialResult result) =>
        result.Fault is { } fault ? $"failed: {fault}" : string.Create(
        CultureInfo.InvariantCulture,
        $"passed, a key in {result.Generation.TotalSeconds:0.0} s, a signature in {result.Signature.TotalMilliseconds:0.0} ms");
}
