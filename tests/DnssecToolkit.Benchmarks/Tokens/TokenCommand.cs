using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.CommandLine;
using DnssecToolkit.CommandLine.Secrets;
using DnssecToolkit.CommandLine.Tokens;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Benchmarks.Tokens;

/// <summary><c>benchmarks token</c>: signatures a second of a key in a token by the way that zones are
/// signed: child process, batches, each signature verified.</summary>
internal static class TokenCommand
{
    private const int BatchSize = 2_048;

    private static readonly Option<string> Keys =
        new("--keys") { Description = "Directory with the key's files", Required = true };
    private static readonly Option<string> Zone = new("--zone")
    {
        Description = "The key's zone",
        Required = true
    };
    private static readonly Option<string?> Pin =
        new("--pin") { Description = $"Where the PIN comes from: {SecretSource.Forms}" };
    private static readonly Option<int> Seconds = new("--seconds")
    {
        Description = "How long",
        DefaultValueFactory = _ => 5
    };
    private static readonly Option<int> Threads = new("--threads")
    {
        Description = "How many sessions",
        DefaultValueFactory = _ => Environment.ProcessorCount
    };
    private static readonly TokenUseOptions Use = new();

    internal static Command Create() =>
        new Command("token", "Time signatures of a key in a token") { Keys, Zone, Pin, Seconds, Threads }
        .With(Use)
        .Does(run =>
        {
            FindingList findings = new();
            DomainName zone = DomainName.Parse(run.Options.GetRequiredValue(Zone));
            using KeyDirectory directory = KeyDirectory.Read(run.Options.GetRequiredValue(Keys), zone,
                findings);
            DirectoryKey key = directory.Keys.Single(key => key.Reference?.Token is not null);
            int threads = run.Options.GetValue(Threads);
            using OpenTokens tokens = new(Use.Of(run, run.Options.GetValue(Pin), threads));
            using Pkcs11Signer signer = tokens.OpenSigner(key.Key, key.Reference!.Token!, work: 1_000_000);
            Measure(signer, threads, TimeSpan.FromSeconds(1)); // compiles, and builds the verifier's tables
            double rate = Measure(signer, threads, TimeSpan.FromSeconds(run.Options.GetValue(Seconds)));
            run.Console.Output.WriteLine(rate.ToString("0", CultureInfo.InvariantCulture));
            return ExitStatus.Done;
        }).WithExample("benchmarks token --keys keys --zone zz. --pin file:pin",
            "signatures a second, on one line");

    private static double Measure(Pkcs11Signer signer, int threads, TimeSpan length)
    {
        long made = 0;
        long start = Stopwatch.GetTimestamp();
        Task[] tasks = [.. Enumerable.Range(0, threads)
            .Select(_ => Task.Factory.StartNew(Work, TaskCreationOptions.LongRunning))];
        Task.WaitAll(tasks);
        return made / Stopwatch.GetElapsedTime(start).TotalSeconds;

        void Work()
        {
            using IBatchSigningSession session = (IBatchSigningSession)signer.OpenSession();
            SigningBatch batch = new(AlgorithmTraits.Of(signer.Key.Algorithm)
                .SignatureLength(signer.Key.PublicKey));
            byte[] message = new byte[120]; // a typical RRset with its RRSIG fields
            do
            {
                batch.Clear();
                int size = signer.Key.Algorithm == DnssecAlgorithm.ECDSAP256SHA256
                    ? BatchSize : BatchSize / 8;
                for (int i = 0; i < size; i++)
                {
                    BitConverter.TryWriteBytes(message, i);
                    batch.Add(message);
                }

                session.Sign(batch, CancellationToken.None);
                Interlocked.Add(ref made, batch.Count);
            }
            while (Stopwatch.GetElapsedTime(start) < length);
        }
    }
}
