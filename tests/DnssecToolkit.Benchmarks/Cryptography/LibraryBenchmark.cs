using System.Diagnostics;
using System.Globalization;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Benchmarks.Cryptography;

/// <summary>Measures verification one by one, on all cores at once, for the algorithms that have no batches
/// of their own.</summary>
internal static class LibraryBenchmark
{
    private const int Signatures = 64;
    private const int MessageLength = 120; // a typical RRset with its RRSIG's fields

    /// <summary>Measures and prints a line; speeds are verifications a second and core.</summary>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="name">What <c>openssl speed</c> calls it.</param>
    /// <param name="rounds">How often each is measured; the best counts.</param>
    /// <param name="output">Takes the line.</param>
    internal static void Run(DnssecAlgorithm algorithm, string name, int rounds, TextWriter output)
    {
        using PrivateKey key = PrivateKey.Generate(algorithm);
        byte[][] messages = [.. Enumerable.Range(0, Signatures)
            .Select(i => Enumerable.Repeat((byte)i, MessageLength).ToArray())];
        byte[][] signatures = [.. messages.Select(message => SignatureOf(key, message))];
        if (!VerificationKey.TryCreate(algorithm, key.PublicKey, out VerificationKey? verification,
            out string? fault))
        {
            throw new InvalidOperationException(fault);
        }

        using VerificationKey owned = verification;
        double toolkit = Enumerable.Range(0, rounds).Max(_ => PerSecondAndCore(owned, messages, signatures));
        double openssl = Enumerable.Range(0, rounds).Max(_ => OpenSslSpeed.VerificationsPerSecond(name));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{algorithm}: openssl speed {name} {openssl:f0}/s; toolkit on {Environment.ProcessorCount} cores {toolkit:f0}/s a core, hash and all; time {openssl / toolkit:f2} × openssl"));
    }

    private static byte[] SignatureOf(PrivateKey key, byte[] message)
    {
        using SigningContext context = key.OpenContext();
        byte[] signature = new byte[context.SignatureLength];
        context.Sign(message, signature);
        return signature;
    }

    private static double PerSecondAndCore(VerificationKey key, byte[][] messages, byte[][] signatures)
    {
        long done = 0;
        Stopwatch watch = Stopwatch.StartNew();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount)
            .Select(_ => new Thread(VerifyForASecond))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return done / watch.Elapsed.TotalSeconds / threads.Length;

        void VerifyForASecond()
        {
            using VerificationContext context = key.OpenContext();
            long mine = 0;
            while (watch.Elapsed < TimeSpan.FromSeconds(1))
            {
                for (int i = 0; i < Signatures; i++, mine++)
                {
                    if (!context.Verify(messages[i], signatures[i]))
                    {
                        throw new InvalidOperationException("a right signature was not accepted");
                    }
                }
            }

            Interlocked.Add(ref done, mine);
        }
    }
}
