using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Benchmarks.Cryptography;

/// <summary><c>benchmarks ecdsa</c>: signatures of one key verified in batches, against <c>openssl speed</c>
/// in the same minute.</summary>
internal static class EcdsaCommand
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each is measured; the best counts",
        DefaultValueFactory = _ => 3,
    };

    internal static Command Create() =>
        new Command("ecdsa", "Verify many signatures of one ECDSA key, one processor, and compare with openssl speed") { Rounds }
            .Does(run =>
            {
                int rounds = run.Options.GetValue(Rounds);
                foreach (DnssecAlgorithm algorithm in new[] { DnssecAlgorithm.ECDSAP256SHA256, DnssecAlgorithm.ECDSAP384SHA384 })
                {
                    EcdsaBenchmark.Run(algorithm, rounds, run.Console.Output);
                }

                return ExitStatus.Done;
            }).WithExample("benchmarks ecdsa --rounds 5", "half a minute; processor time, so that a busy machine matters little");
}
