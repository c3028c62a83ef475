using System.Text.Json;
using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Interop.Cryptography;

/// <summary>C2SP/wycheproof: hostile signatures and keys.</summary>
public class WycheproofTests
{
    [CorpusTheory("wycheproof")]
    [InlineData("ecdsa_secp256r1_sha256_p1363_test.json", DnssecAlgorithm.ECDSAP256SHA256, 250)]
    [InlineData("ecdsa_secp384r1_sha384_p1363_test.json", DnssecAlgorithm.ECDSAP384SHA384, 250)]
    [InlineData("ed25519_test.json", DnssecAlgorithm.ED25519, 140)]
    [InlineData("ed448_test.json", DnssecAlgorithm.ED448, 80)]
    [InlineData("rsa_signature_2048_sha256_test.json", DnssecAlgorithm.RSASHA256, 200)]
    public void Verify_AgreesWithEveryVector(string file, DnssecAlgorithm algorithm, int atLeast)
    {
        using JsonDocument document =
            JsonDocument.Parse(File.ReadAllBytes(Corpus.PathOf("wycheproof/" + file)));
        int seen = 0;
        foreach (JsonElement group in document.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            byte[] publicKey = PublicKeyOf(group.GetProperty("publicKey"), algorithm);
            Assert.True(VerificationKey.TryCreate(algorithm, publicKey, out VerificationKey? key,
                out string? fault), fault);
            using VerificationKey owned = key;
            foreach (JsonElement test in group.GetProperty("tests").EnumerateArray())
            {
                string expected = test.GetProperty("result").GetString()!;
                bool right = key.Verify(Hex(test, "msg"), Hex(test, "sig"));
                Assert.True(
                    expected == "acceptable" || right == (expected == "valid"),
                    $"{file} test {test.GetProperty("tcId")} ({test.GetProperty("comment")}): {expected}, got {right}");
                seen++;
            }
        }

        Assert.True(seen >= atLeast, $"only {seen} vectors");
    }

    private static byte[] PublicKeyOf(JsonElement key, DnssecAlgorithm algorithm) => AlgorithmTraits.Of(algorithm).Family switch
    {
        KeyFamily.Rsa => RsaPublicKey.Encode(Hex(key, "publicExponent"), Hex(key, "modulus")),
        KeyFamily.Ecdsa => Hex(key, "uncompressed")[1..],
        _ => Hex(key, "pk"),
    };

    private static byte[] Hex(JsonElement element, string name) =>
        Convert.FromHexString(element.GetProperty(name).GetString()!);
}
