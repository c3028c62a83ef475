using System.Globalization;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Benchmarks.Cryptography;

/// <summary>Measures one algorithm: the library, then each code at each width of its tables.</summary>
internal sealed class EcdsaBenchmark
{
    private const int Capacity = 2048;

    private readonly DnssecAlgorithm _algorithm;
    private readonly byte[] _publicKey;
    private readonly byte[][] _digests;
    private readonly byte[][] _signatures;

    private EcdsaBenchmark(DnssecAlgorithm algorithm)
    {
        _algorithm = algorithm;
        using ECDsa key = ECDsa.Create(IsP256 ? ECCurve.NamedCurves.nistP256 : ECCurve.NamedCurves.nistP384);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        _publicKey = [.. point.X!, .. point.Y!];
        _digests = [.. Enumerable.Range(0, Capacity)
            .Select(_ => RandomNumberGenerator.GetBytes(IsP256 ? 32 : 48))];
        _signatures = [.. _digests.Select(key.SignHash)];
    }

    private bool IsP256 => _algorithm == DnssecAlgorithm.ECDSAP256SHA256;

    /// <summary>Measures and prints a table; every speed is in verifications a second of one processor's
    /// time.</summary>
    internal static void Run(DnssecAlgorithm algorithm, int rounds, TextWriter output)
    {
        EcdsaBenchmark benchmark = new(algorithm);
        string name = benchmark.IsP256 ? "ecdsap256" : "ecdsap384";
        double openssl = Best(rounds, () => OpenSslSpeed.VerificationsPerSecond(name));
        output.WriteLine(Invariant($"{algorithm}: openssl speed {name} {openssl:f0}/s"));
        foreach (ArithmeticPath path in new[] { ArithmeticPath.Limbs, KeyTables.BestPath(algorithm) }.Distinct())
        {
            foreach (int width in new[] { 8, 11, 13 })
            {
                benchmark.Measure(path, width, rounds, openssl, name, output);
            }
        }
    }

    private void Measure(ArithmeticPath path, int width, int rounds, double openssl, string name,
        TextWriter output)
    {
        double first = Seconds(() => KeyTables.Of(_algorithm, _publicKey, width, path));
        KeyTables? tables = null;
        double again = 1 / Best(rounds,
            () => 1 / Seconds(() => tables = KeyTables.Of(_algorithm, _publicKey, width, path)));
        BatchArithmetic batch = tables!.NewBatch(Capacity);
        int batches = IsP256 ? 12 : 2;
        JudgeBatches(batch, batches);
        double speed = Best(rounds, () => batches * Capacity / Seconds(() => JudgeBatches(batch, batches)));

        // Whatever else the machine does changes from minute to minute, so the library is asked again.
        openssl = Math.Max(openssl, OpenSslSpeed.VerificationsPerSecond(name));
        output.WriteLine(Invariant(
            $"  {path,-5} width {width,2}: {speed,7:f0}/s, {speed / openssl,4:f1} × openssl; tables {again * 1000:f0} ms (first key {first * 1000:f0} ms)"));
    }

    private void JudgeBatches(BatchArithmetic batch, int count)
    {
        SignatureOutcome[] outcomes = new SignatureOutcome[Capacity];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < Capacity; j++)
            {
                batch.Set(j, _digests[j], _signatures[j]);
            }

            batch.Judge(outcomes);
            if (outcomes.AsSpan().ContainsAnyExcept(SignatureOutcome.Accepted))
            {
                throw new InvalidOperationException("a right signature was not accepted");
            }
        }
    }

    private static double Best(int rounds, Func<double> measure) =>
        Enumerable.Range(0, rounds).Max(_ => measure());

    private static double Seconds(Action action)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        action();
        return Math.Max(1e-6, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
