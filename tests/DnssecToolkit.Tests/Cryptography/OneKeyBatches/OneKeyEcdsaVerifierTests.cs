using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

public class OneKeyEcdsaVerifierTests
{
    private static readonly OneKeyPolicy Small = new() { ExpectedSignatures = 1 };

    [Theory]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256, BatchVerificationMode.Fast)]
    [InlineData(DnssecAlgorithm.ECDSAP256SHA256, BatchVerificationMode.Library)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384, BatchVerificationMode.Fast)]
    [InlineData(DnssecAlgorithm.ECDSAP384SHA384, BatchVerificationMode.Library)]
    public void Verify_AnswersInOrderAndEmptiesTheBatch(DnssecAlgorithm algorithm, BatchVerificationMode mode)
    {
        TestCurve curve = TestCurve.Of(algorithm);
        using ECDsa key = curve.Key(77);
        OneKeyPolicy policy = Small with { Mode = mode };
        Assert.True(OneKeyEcdsaVerifier.TryCreate(algorithm, curve.PointOctets(77), policy,
            out OneKeyEcdsaVerifier? verifier));
        Assert.Equal(mode == BatchVerificationMode.Fast, verifier.UsesBatchArithmetic);
        using SignatureBatch batch = verifier.NewBatch();
        bool[] results = new bool[2048];
        foreach (int count in new[] { 0, 1, 15, 16, 17, 100, Math.Min(batch.Capacity, curve.Size == 32 ? 2048 : 300) })
        {
            for (int i = 0; i < count; i++)
            {
                byte[] digest = new byte[curve.Size];
                digest[0] = (byte)(i % 251);
                byte[] signature = key.SignHash(digest);
                digest[1] ^= (byte)(i % 3 == 1 ? 1 : 0);
                batch.Add(digest, i % 7 == 6 ? signature.AsSpan(1) : signature);
            }

            Assert.Equal(count == batch.Capacity, batch.IsFull);
            batch.Verify(results);
            Assert.Equal(0, batch.Count);
            Assert.Equal(Enumerable.Range(0, count).Select(i => i % 3 != 1 && i % 7 != 6),
                results.Take(count));
        }
    }

    [Fact]
    public void TryCreate_RefusesWhatIsNoKey()
    {
        byte[] point = TestCurve.P256.PointOctets(9);
        point[40] ^= 4;
        Assert.False(OneKeyEcdsaVerifier.TryCreate(DnssecAlgorithm.ECDSAP256SHA256, point, Small, out _));
        Assert.False(OneKeyEcdsaVerifier.TryCreate(DnssecAlgorithm.ECDSAP256SHA256, point.AsSpan(1), Small,
            out _));
        Assert.False(OneKeyEcdsaVerifier.TryCreate(DnssecAlgorithm.ECDSAP384SHA384, point, Small, out _));
        Assert.Throws<ArgumentException>(() => OneKeyEcdsaVerifier.TryCreate(DnssecAlgorithm.ED25519, point,
            Small, out _));
    }

    [Fact]
    public void Add_RefusesADigestOfAnotherLengthAndASignatureTooMany()
    {
        TestCurve curve = TestCurve.P256;
        Assert.True(OneKeyEcdsaVerifier.TryCreate(curve.Algorithm, curve.PointOctets(9), Small,
            out OneKeyEcdsaVerifier? verifier));
        using SignatureBatch batch = verifier.NewBatch();
        Assert.Throws<ArgumentException>(() => batch.Add(new byte[20], new byte[64]));
        while (!batch.IsFull)
        {
            batch.Add(new byte[32], new byte[64]);
        }

        Assert.Throws<InvalidOperationException>(() => batch.Add(new byte[32], new byte[64]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Verify_RaisesTheAlarmOnADisagreementAndThenUsesTheLibrary(bool accepts)
    {
        SignatureOutcome lie = accepts ? SignatureOutcome.Accepted : SignatureOutcome.Rejected;
        TestCurve curve = TestCurve.P256;
        Assert.True(OneKeyEcdsaVerifier.TryCreate(curve.Algorithm, curve.PointOctets(9), Small,
            out OneKeyEcdsaVerifier? verifier));
        using ECDsa key = curve.Key(9);
        byte[] digest = new byte[32];
        digest[5] = 5;
        byte[] signature = key.SignHash(digest);
        digest[7] = (byte)(accepts ? 1 : 0);
        using SignatureBatch batch = new(verifier, new Liar(lie));
        for (int i = 0; i < batch.Capacity; i++)
        {
            batch.Add(digest, signature);
        }

        bool[] results = new bool[batch.Capacity];
        BatchDisagreementException alarm =
            Assert.Throws<BatchDisagreementException>(() => batch.Verify(results));
        Assert.Equal(accepts, alarm.AcceptedByBatch);
        Assert.Contains(Convert.ToHexStringLower(signature), alarm.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(digest), alarm.Message, StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexStringLower(verifier.PublicKey), alarm.Message,
            StringComparison.Ordinal);

        Assert.False(verifier.UsesBatchArithmetic);
        Assert.Equal(batch.Capacity, batch.Count);
        batch.Verify(results);
        Assert.All(results, result => Assert.Equal(!accepts, result));
    }

    [Fact]
    public void Verify_ConfirmsAsManyAcceptancesAsAskedFor()
    {
        // One wrong acceptance among 64 right ones is found for certain only if all are confirmed.
        TestCurve curve = TestCurve.P256;
        OneKeyPolicy all = Small with { ConfirmOneIn = 1 };
        Assert.True(OneKeyEcdsaVerifier.TryCreate(curve.Algorithm, curve.PointOctets(9), all,
            out OneKeyEcdsaVerifier? verifier));
        using ECDsa key = curve.Key(9);
        using SignatureBatch batch = new(verifier, new Liar(SignatureOutcome.Accepted));
        for (int i = 0; i < batch.Capacity; i++)
        {
            byte[] digest = [(byte)i, .. new byte[31]];
            byte[] signature = key.SignHash(digest);
            digest[31] = (byte)(i == 40 ? 1 : 0);
            batch.Add(digest, signature);
        }

        Assert.Throws<BatchDisagreementException>(() => batch.Verify(new bool[batch.Capacity]));
    }

    [Fact]
    public void NewBatch_ServesSeveralThreadsFromOneVerifier()
    {
        TestCurve curve = TestCurve.P256;
        Assert.True(OneKeyEcdsaVerifier.TryCreate(curve.Algorithm, curve.PointOctets(9), Small,
            out OneKeyEcdsaVerifier? verifier));
        using ECDsa key = curve.Key(9);
        byte[][] digests = [.. Enumerable.Range(0, 300)
            .Select(i => SHA256.HashData([(byte)(i & 0xff), (byte)(i >> 8)]))];
        byte[][] signatures = [.. digests.Select(key.SignHash)];
        Parallel.For(0, 4, thread =>
        {
            using SignatureBatch batch = verifier.NewBatch();
            bool[] results = new bool[batch.Capacity];
            for (int i = 0; i < digests.Length; i++)
            {
                batch.Add(digests[i], signatures[(i + (i % 5 == thread ? 1 : 0)) % 300]);
            }

            batch.Verify(results);
            Assert.Equal(Enumerable.Range(0, 300).Select(i => i % 5 != thread), results.Take(300));
        });
    }

    /// <summary>Arithmetic that says the same of everything.</summary>
    private sealed class Liar(SignatureOutcome outcome) : BatchArithmetic
    {
        public override int Capacity => 64;

        public override void Set(int index, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature)
        {
        }

        public override void Judge(Span<SignatureOutcome> outcomes) => outcomes.Fill(outcome);
    }
}
