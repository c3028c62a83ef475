using System.CommandLine;
using DnssecToolkit.CommandLine;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Benchmarks.Cryptography;

/// <summary><c>benchmarks verification</c>: signatures verified, ECDSA's of one key in batches, against
/// <c>openssl speed</c> in the same minute.</summary>
internal static class VerificationCommand
{
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description = "How often each is measured; the best counts",
        DefaultValueFactory = _ => 3,
    };

    internal static Command Create() =>
        new Command("verification",
            "Verify many signatures of one key, and compare with openssl speed") { Rounds }
            .Does(run =>
            {
                int rounds = run.Options.GetValue(Rounds);
                LibraryBenchmark.Run(DnssecAlgorithm.RSASHA256, "rsa2048", rounds, run.Console.Output);
                LibraryBenchmark.Run(DnssecAlgorithm.ED25519, "ed25519", rounds, run.Console.Output);
                EcdsaBenchmark.Run(DnssecAlgorithm.ECDSAP256SHA256, rounds, run.Console.Output);
                EcdsaBenchmark.Run(DnssecAlgorithm.ECDSAP384SHA384, rounds, run.Console.Output);
                return ExitStatus.Done;
            }).WithExample("benchmarks verification --rounds 5",
                "a minute; ECDSA by processor time, so that a busy machine matters little");
}
