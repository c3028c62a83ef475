using System.Globalization;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Interop.Tokens.Stacks;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Interop.Tokens;

/// <summary>Every stack's signatures a second through the toolkit, beside what a bare C loop gets of it
/// (bare-token.c of the benchmarks).</summary>
/// <remarks>On a machine that does other work too the two differ by chance, so that only a gross loss is a
/// failure here. bench/token-stacks.sh measures longer, on an idle machine.</remarks>
[Collection(TokenStacks.Collection)]
public sealed class StackRateTests : IDisposable
{
    private const string Table = "DNSSEC_TOOLKIT_RATES";     // a file that takes the rows
    private const string Length = "DNSSEC_TOOLKIT_RATE_SECONDS";
    private const double Gross = 0.1;
    private const int Rounds = 3;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [StackTheory(TokenStacks.OpencryptokiTpm, TokenStacks.OpencryptokiSoft, TokenStacks.Tpm2,
        TokenStacks.SmartCard, ByAlgorithm = true)]
    public void The_toolkit_gets_what_the_device_gives(string name, DnssecAlgorithm algorithm)
    {
        if (algorithm is not (DnssecAlgorithm.RSASHA256 or DnssecAlgorithm.ECDSAP256SHA256))
        {
            return; // the same keys with another hash, or a curve that the bare loop does not know
        }

        TokenStack stack = TokenStacks.Of(name);
        (ZoneKey key, Pkcs11Uri uri) = stack.KeyOf(algorithm);
        string bare = BuildBareLoop();
        double bestBare = 0;
        double bestOurs = 0;
        int seconds = int.TryParse(Environment.GetEnvironmentVariable(Length), CultureInfo.InvariantCulture,
            out int given) ? given : 1;
        int sessions = DeviceProfiles.Find(name)!.SignsInParallel
            && DeviceProfiles.Find(name)!.UsefulSessions == 0 ? Environment.ProcessorCount : 1;
        for (int round = 0; round < (given > 0 ? Rounds : 1); round++)
        {
            bestBare = Math.Max(bestBare, double.Parse(
                ForeignTool.Run(
                    bare, stack.ModulePath, uri.Token!, stack.Pin, uri.Object!,
                    algorithm == DnssecAlgorithm.RSASHA256 ? "rsa" : "ecdsa",
                    seconds.ToString(CultureInfo.InvariantCulture),
                    sessions.ToString(CultureInfo.InvariantCulture)).MustSucceed().Output,
                CultureInfo.InvariantCulture));

            using (OpenTokens tokens = stack.Open(Environment.ProcessorCount))
            using (Pkcs11Signer signer = tokens.OpenSigner(key, uri,
                work: Math.Max(1, (int)bestBare * seconds)))
            {
                _ = TokenBenchmark.RateOf(signer, sessions, TimeSpan.FromSeconds(1)); // compiles, and builds the verifier's tables
                bestOurs = Math.Max(bestOurs,
                    TokenBenchmark.RateOf(signer, sessions, TimeSpan.FromSeconds(seconds)));
            }
        }

        if (Environment.GetEnvironmentVariable(Table) is { Length: > 0 } table)
        {
            File.AppendAllText(table, string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {AlgorithmTraits.Of(algorithm).Mnemonic} | {sessions} | {bestBare:0} | {bestOurs:0} | {100 * bestOurs / bestBare:0} % |\n"));
        }

        Assert.True(bestOurs > Gross * bestBare,
            string.Create(CultureInfo.InvariantCulture, $"{bestOurs:0} of {bestBare:0} signatures a second"));
    }

    private string BuildBareLoop()
    {
        ForeignTool.Run(
            "gcc", "-O2", "-o", _directory["bare-token"],
            Repository.PathOf("tests/DnssecToolkit.Benchmarks/bare-token.c"), "-ldl", "-lpthread")
            .MustSucceed();
        return _directory["bare-token"];
    }
}
