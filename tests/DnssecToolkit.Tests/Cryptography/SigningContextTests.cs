using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Tests.Cryptography;

public class SigningContextTests
{
    public static TheoryData<DnssecAlgorithm> Algorithms =>
        [.. AlgorithmTraits.All.Select(traits => traits.Algorithm)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Sign_GivesWhatTheOtherPathVerifies(DnssecAlgorithm algorithm)
    {
        using PrivateKey key = PrivateKey.Generate(algorithm);
        using SigningContext context = key.OpenContext();
        Assert.True(VerificationKey.TryCreate(algorithm, key.PublicKey, out VerificationKey? verifier,
            out string? fault), fault);
        using VerificationKey owned = verifier;
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        foreach (int length in (int[])[0, 1, 100, 5000])
        {
            byte[] message = new byte[length];
            int written = context.Sign(message, signature);
            Assert.Equal(verifier.SignatureLength, written);
            Assert.True(verifier.Verify(message, signature.AsSpan(0, written)));
            signature[written / 2] ^= 1;
            Assert.False(verifier.Verify(message, signature.AsSpan(0, written)));
            Assert.False(verifier.Verify(message, signature.AsSpan(0, written - 1)));
            Assert.False(verifier.Verify(message, []));
        }
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Sign_RepeatsItselfExactlyWhereTheAlgorithmIsDeterministic(DnssecAlgorithm algorithm)
    {
        using PrivateKey key = PrivateKey.Generate(algorithm);
        using SigningContext one = key.OpenContext();
        using SigningContext two = key.OpenContext();
        byte[] first = new byte[one.SignatureLength];
        byte[] second = new byte[one.SignatureLength];
        one.Sign("the same"u8, first);
        two.Sign("the same"u8, second);
        Assert.Equal(key.Traits.IsDeterministic, first.AsSpan().SequenceEqual(second));
    }

    [Fact]
    public void Sign_ByRfc6979IsThereOrSaidToBeMissing()
    {
        // RFC 6979 A.2.5: the key, "sample" with SHA-256.
        byte[] secret =
            Convert.FromHexString("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721");
        using PrivateKeyComponents components = PrivateKeyComponents.OnCurve(DnssecAlgorithm.ECDSAP256SHA256,
            secret);
        using PrivateKey key = PrivateKey.FromComponents(DnssecAlgorithm.ECDSAP256SHA256, components);
        if (!PrivateKey.SupportsDeterministicEcdsa)
        {
            Assert.Throws<KeyUnavailableException>(() => key.OpenContext(EcdsaNonce.Deterministic));
            return;
        }

        using SigningContext context = key.OpenContext(EcdsaNonce.Deterministic);
        byte[] signature = new byte[64];
        context.Sign("sample"u8, signature);
        Assert.Equal(
            "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716" +
            "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
            Convert.ToHexString(signature));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Sign_AllocatesNothing(DnssecAlgorithm algorithm)
    {
        using PrivateKey key = PrivateKey.Generate(algorithm);
        using SigningContext context = key.OpenContext();
        byte[] message = new byte[200];
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        context.Sign(message, signature);
        long before = GC.GetAllocatedBytesForCurrentThread();
        context.Sign(message, signature);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Sign_GoesOnAfterTheKeyWasDisposed()
    {
        PrivateKey key = PrivateKey.Generate(DnssecAlgorithm.ECDSAP256SHA256);
        using SigningContext context = key.OpenContext();
        key.Dispose();
        byte[] signature = new byte[64];
        Assert.Equal(64, context.Sign("message"u8, signature));
        Assert.Throws<ArgumentException>(() => context.Sign("message"u8, signature.AsSpan(1)));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void ExportComponents_GivesTheSameKeyBack(DnssecAlgorithm algorithm)
    {
        using PrivateKey key = PrivateKey.Generate(algorithm);
        using PrivateKeyComponents components = key.ExportComponents();
        using PrivateKey again = PrivateKey.FromComponents(algorithm, components);
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.True(components.Fits(algorithm));
    }
}
