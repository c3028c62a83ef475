using System.Numerics;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>
/// Signatures made so that some addition meets two equal or opposite points, or a sum is infinity: those are
/// left undecided, and their neighbors in the batch are judged as ever.
/// </summary>
public class ExceptionalSumTests
{
    private const ulong Seed = 0x0dd_ca5e5;
    private const int Width = 8;

    [Theory]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    public void Judge_LeavesASumThatMeetsItsAddendUndecidedInEveryWindow(DnssecAlgorithm algorithm)
    {
        TestCurve curve = TestCurve.Of(algorithm);
        SeededNumbers random = new(Seed);
        BigInteger[] keys = [1, curve.N - 1, 2, 3, curve.N - 7, random.Number(curve.N)];

        // The library is fifteen times slower on P-384.
        foreach (BigInteger d in curve.Size == 32 ? keys : keys[^2..])
        {
            List<(byte[] Digest, byte[] Signature)> cases = [];
            for (int w = 0; w < curve.Size; w++)
            {
                foreach (int sign in new[] { 1, -1 })
                {
                    cases.AddRange(MeetingInWindow(curve, random, d, w, sign));
                }
            }

            AssertUndecidedAmongOthers(curve, random, d, cases);
        }
    }

    [Theory]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    public void Judge_LeavesAZeroHashUndecided(DnssecAlgorithm algorithm)
    {
        TestCurve curve = TestCurve.Of(algorithm);
        SeededNumbers random = new(Seed + 1);
        BigInteger d = random.Number(curve.N);
        (byte[] zero, byte[] signature) = curve.SignatureWith(0, random.Number(curve.N), d);
        Assert.All(zero, octet => Assert.Equal(0, octet));
        AssertUndecidedAmongOthers(curve, random, d, [(zero, signature), (curve.Octets(curve.N), signature)]);
    }

    /// <summary>Small u1 and u2, and Q = k·G with small k: what they meet the library answers, nothing is
    /// accepted wrongly.</summary>
    [Theory]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    public void Judge_IsNeverWrongOnSmallMultiples(DnssecAlgorithm algorithm)
    {
        TestCurve curve = TestCurve.Of(algorithm);
        BigInteger[] small = [1, 2, 3, 4, 5, 127, 128, 129, 255, 256, 257, curve.N - 1, curve.N - 2,
            curve.N - 255, curve.N - 256];
        BigInteger[] keys = [1, curve.N - 1, 2, 3, 256, curve.N - 2];
        foreach (BigInteger d in curve.Size == 32 ? keys : keys[..2])
        {
            List<(byte[] Digest, byte[] Signature)> cases = [];
            foreach (BigInteger u1 in small)
            {
                cases.AddRange(small.Where(u2 => (u1 + (u2 * d)) % curve.N != 0)
                    .Select(u2 => curve.SignatureWith(u1, u2, d)));
            }

            using ECDsa key = curve.Key(d);
            foreach ((ArithmeticPath path, SignatureOutcome[] outcomes) in Judge(curve, d, cases))
            {
                for (int i = 0; i < cases.Count; i++)
                {
                    Assert.True(key.VerifyHash(cases[i].Digest, cases[i].Signature),
                        "the test's own signature is wrong");
                    Assert.True(outcomes[i] != SignatureOutcome.Rejected,
                        $"{path} rejects number {i} for d = {d}");
                }
            }
        }
    }

    /// <summary>u2·Q = −u1·G: the sum is infinity, which has no x, so no r fits.</summary>
    [Theory]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384)]
    public void Judge_LeavesASumOfInfinityUndecided(DnssecAlgorithm algorithm)
    {
        TestCurve curve = TestCurve.Of(algorithm);
        SeededNumbers random = new(Seed + 2);
        BigInteger d = random.Number(curve.N);
        List<(byte[] Digest, byte[] Signature)> cases = [];
        for (int i = 0; i < 20; i++)
        {
            BigInteger u2 = random.Number(curve.N);
            cases.Add(Unsigned(curve, random, -u2 * d, u2));
        }

        AssertUndecidedAmongOthers(curve, random, d, cases);
    }

    /// <summary>
    /// u1·G equal or opposite to what remains: u1 = ±d(w)·2^(width·w)·d − Σ d(j)·2^(width·j)·d over the
    /// windows j below w of u2. Once as a signature that verifies, where there is one, and once as one that
    /// does not.
    /// </summary>
    private static IEnumerable<(byte[] Digest, byte[] Signature)> MeetingInWindow(
        TestCurve curve, SeededNumbers random, BigInteger d, int window, int sign)
    {
        BigInteger u2 = random.Number(curve.N);
        bool even = u2.IsEven;
        ushort[] digits = WindowDigitsTests.Digits(
            even ? curve.N - u2 : u2, curve.Size / 8, Width, even ? WindowDigits.Negative : (ushort)0);
        BigInteger before = 0;
        for (int w = 0; w < window; w++)
        {
            before += WindowDigitsTests.Value(digits[w]) * BigInteger.Pow(2, Width * w);
        }

        BigInteger addend = sign * WindowDigitsTests.Value(digits[window]) * BigInteger.Pow(2,
            Width * window);
        BigInteger u1 = TestCurve.Modulo((addend - before) * d, curve.N);
        yield return Unsigned(curve, random, u1, u2);
        if ((u1 + (u2 * d)) % curve.N != 0)
        {
            yield return curve.SignatureWith(u1, u2, d);
        }
    }

    /// <summary>A signature with these u1 and u2 that verifies for nobody.</summary>
    private static (byte[] Digest, byte[] Signature) Unsigned(TestCurve curve, SeededNumbers random,
        BigInteger u1, BigInteger u2)
    {
        BigInteger s = random.Number(curve.N - 1) + 1;
        return (curve.Octets(TestCurve.Modulo(u1 * s, curve.N)),
            [.. curve.Octets(TestCurve.Modulo(u2 * s, curve.N)), .. curve.Octets(s)]);
    }

    private static void AssertUndecidedAmongOthers(
        TestCurve curve, SeededNumbers random, BigInteger d,
        List<(byte[] Digest, byte[] Signature)> exceptional)
    {
        // Between any two of them stands a decent signature; the places differ from case to case, so that
        // every lane has its turn.
        using ECDsa key = curve.Key(d);
        List<(byte[] Digest, byte[] Signature)> cases = [];
        List<bool> undecided = [];
        foreach ((byte[] Digest, byte[] Signature) case1 in exceptional)
        {
            for (int i = random.Below(3); i >= 0; i--)
            {
                byte[] digest = random.Octets(curve.Size);
                cases.Add((digest, key.SignHash(digest)));
                undecided.Add(false);
            }

            cases.Add(case1);
            undecided.Add(true);
        }

        foreach ((ArithmeticPath path, SignatureOutcome[] outcomes) in Judge(curve, d, cases))
        {
            for (int i = 0; i < cases.Count; i++)
            {
                Assert.True(
                    outcomes[i] == (undecided[i] ? SignatureOutcome.Undecided : SignatureOutcome.Accepted),
                    $"{path}, {curve.Algorithm}, d = {d}, number {i}: {outcomes[i]}, seed {Seed}");
            }
        }
    }

    private static IEnumerable<(ArithmeticPath Path, SignatureOutcome[] Outcomes)> Judge(
        TestCurve curve, BigInteger d, List<(byte[] Digest, byte[] Signature)> cases)
    {
        foreach (ArithmeticPath path in ArithmeticPathData.PathsOf(curve.Algorithm))
        {
            BatchArithmetic batch = KeyTables.Of(curve.Algorithm, curve.PointOctets(d), Width,
                path)!.NewBatch(cases.Count);
            for (int i = 0; i < cases.Count; i++)
            {
                batch.Set(i, cases[i].Digest, cases[i].Signature);
            }

            SignatureOutcome[] outcomes = new SignatureOutcome[cases.Count];
            batch.Judge(outcomes);
            yield return (path, outcomes);
        }
    }
}
