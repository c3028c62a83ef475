using System.Security.Cryptography;
using System.Text.Json;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Interop.Cryptography;

/// <summary>C2SP/wycheproof through the batch arithmetic's every code, all acceptances and rejections
/// confirmed, and through the library.</summary>
public class OneKeyWycheproofTests
{
    private static readonly OneKeyPolicy ConfirmAll = new() { ConfirmOneIn = 1, ExpectedSignatures = 1 };

    [CorpusTheory("wycheproof")]
    [InlineData("ecdsa_secp256r1_sha256_p1363_test.json", DnssecAlgorithm.ECDSAP256SHA256, 250)]
    [InlineData("ecdsa_secp384r1_sha384_p1363_test.json", DnssecAlgorithm.ECDSAP384SHA384, 250)]
    public void Verify_AgreesWithEveryVector(string file, DnssecAlgorithm algorithm, int atLeast)
    {
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("wycheproof/" + file)));
        int seen = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] publicKey = Hex(group.GetProperty("publicKey"), "uncompressed")[1..];
            Assert.True(OneKeyEcdsaVerifier.TryCreate(algorithm, publicKey, ConfirmAll,
                out OneKeyEcdsaVerifier? verifier));
            JsonElement[] tests = [.. group.GetProperty("tests").EnumerateArray()];
            seen += tests.Length;
            OneKeyPolicy libraryAlone = ConfirmAll with { Mode = BatchVerificationMode.Library };
            Assert.True(OneKeyEcdsaVerifier.TryCreate(algorithm, publicKey, libraryAlone,
                out OneKeyEcdsaVerifier? plain));
            using SignatureBatch library = plain.NewBatch();
            AssertVerdicts(library, algorithm, tests, "library");
            foreach (ArithmeticPath path in new[] { ArithmeticPath.Limbs, KeyTables.BestPath(algorithm) }.Distinct())
            {
                BatchArithmetic arithmetic = KeyTables.Of(algorithm, publicKey, width: 6,
                    path)!.NewBatch(tests.Length);
                using SignatureBatch batch = new(verifier, arithmetic, smallest: 1);
                AssertVerdicts(batch, algorithm, tests, path.ToString());
                Assert.True(verifier.UsesBatchArithmetic);
            }
        }

        Assert.True(seen >= atLeast, $"only {seen} vectors");
    }

    private static void AssertVerdicts(SignatureBatch batch, DnssecAlgorithm algorithm, JsonElement[] tests,
        string code)
    {
        foreach (JsonElement test in tests)
        {
            byte[] message = Hex(test, "msg");
            batch.Add(
                algorithm == DnssecAlgorithm.ECDSAP256SHA256
                    ? SHA256.HashData(message) : SHA384.HashData(message), Hex(test, "sig"));
        }

        bool[] results = new bool[tests.Length];
        batch.Verify(results);
        for (int i = 0; i < tests.Length; i++)
        {
            string expected = tests[i].GetProperty("result").GetString()!;
            Assert.True(
                expected == "acceptable" || results[i] == (expected == "valid"),
                $"{code}, test {tests[i].GetProperty("tcId")} ({tests[i].GetProperty("comment")}): {expected}, got {results[i]}");
        }
    }

    private static byte[] Hex(JsonElement element, string name) =>
        Convert.FromHexString(element.GetProperty(name).GetString()!);
}
