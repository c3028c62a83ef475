using System.Numerics;
using System.Security.Cryptography;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Tests.Cryptography.OneKeyBatches;

/// <summary>The batch arithmetic's own verdicts, before any confirmation, against the library's.</summary>
public class BatchArithmeticTests
{
    private const ulong Seed = 0x0e1d_5a00;

    public static TheoryData<DnssecAlgorithm, int, int> Runs => ArithmeticPathData.With(
        (DnssecAlgorithm.ECDSAP256SHA256, 8, 3000),
        (DnssecAlgorithm.ECDSAP256SHA256, 13, 12000),
        (DnssecAlgorithm.ECDSAP384SHA384, 8, 1000));

    [Theory]
    [MemberData(nameof(Runs))]
    public void Judge_AgreesWithTheLibraryOnValidAndCorruptedSignatures(DnssecAlgorithm algorithm, int width,
        int count)
    {
        TestCurve curve = TestCurve.Of(algorithm);
        SeededNumbers random = new(Seed + (ulong)width);
        using ECDsa key = curve.Key(random.Number(curve.N - 1) + 1);
        ECPoint q = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] publicKey = [.. q.X!, .. q.Y!];
        foreach (ArithmeticPath path in ArithmeticPathData.PathsOf(algorithm))
        {
            BatchArithmetic batch = KeyTables.Of(algorithm, publicKey, width, path)!.NewBatch(512);
            for (int done = 0; done < count; done += 500)
            {
                AssertBatch(curve, key, batch, random, 500 - random.Below(20));
            }
        }
    }

    private static void AssertBatch(TestCurve curve, ECDsa key, BatchArithmetic batch, SeededNumbers random,
        int count)
    {
        List<(byte[] Digest, byte[] Signature)> cases = [];
        for (int i = 0; i < count; i++)
        {
            byte[] digest = random.Octets(curve.Size);
            byte[] signature = key.SignHash(digest);
            if (random.Below(2) == 0)
            {
                Corrupt(curve, random, ref digest, ref signature);
            }

            batch.Set(i, digest, signature);
            cases.Add((digest, signature));
        }

        SignatureOutcome[] outcomes = new SignatureOutcome[count];
        batch.Judge(outcomes);
        for (int i = 0; i < count; i++)
        {
            SignatureOutcome expected = key.VerifyHash(cases[i].Digest, cases[i].Signature)
                ? SignatureOutcome.Accepted
                : SignatureOutcome.Rejected;
            Assert.True(
                expected == outcomes[i],
                $"{curve.Algorithm} {i} of {count}: {outcomes[i]}, the library {expected}: "
                + $"digest {Convert.ToHexString(cases[i].Digest)}, "
                + $"signature {Convert.ToHexString(cases[i].Signature)}, seed {Seed}");
        }
    }

    private static void Corrupt(TestCurve curve, SeededNumbers random, ref byte[] digest,
        ref byte[] signature)
    {
        BigInteger s = TestCurve.Number(signature.AsSpan(curve.Size));
        switch (random.Below(8))
        {
            case 0:
                digest[random.Below(digest.Length)] ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                signature[random.Below(signature.Length)] ^= (byte)(1 << random.Below(8));
                break;
            case 2:
                signature.AsSpan(0, curve.Size).Clear();
                break;
            case 3:
                signature.AsSpan(curve.Size).Clear();
                break;
            case 4:
                curve.Octets(curve.N).CopyTo(signature, curve.Size * random.Below(2));
                break;
            case 5:
                signature.AsSpan(curve.Size * random.Below(2), curve.Size).Fill(0xff);
                break;
            case 6:
                // Not corrupt at all: (r, n − s) verifies as well.
                curve.Octets(curve.N - s).CopyTo(signature, curve.Size);
                break;
            default:
                // A digest of n or more counts modulo n.
                signature.AsSpan(0, curve.Size).CopyTo(digest);
                digest.AsSpan(0, 8).Fill(0xff);
                break;
        }
    }
}
