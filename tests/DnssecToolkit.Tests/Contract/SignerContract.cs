using DnssecToolkit.Cryptography;
using DnssecToolkit.Signing;

namespace DnssecToolkit.Tests.Contract;

/// <summary>What every <see cref="ISigner"/> must do, whatever holds its key; one subclass for each kind.</summary>
public abstract class SignerContract
{
    public static TheoryData<DnssecAlgorithm> Algorithms =>
        [.. AlgorithmTraits.All.Where(traits => !traits.SignsOnlyWhenForced).Select(traits => traits.Algorithm)];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void Sign_GivesSignaturesOfItsKeyInDnssecsForm(DnssecAlgorithm algorithm)
    {
        using ISigner signer = Open(algorithm);
        using ISigningSession session = signer.OpenSession();
        AssertSigns(signer, session, 1);
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public void OpenSession_GivesEachThreadItsOwn(DnssecAlgorithm algorithm)
    {
        using ISigner signer = Open(algorithm);
        Assert.True(signer.UsefulSessions >= 1);
        Parallel.For(0, signer.UsefulSessions, thread =>
        {
            using ISigningSession session = signer.OpenSession();
            for (byte round = 0; round < 10; round++)
            {
                AssertSigns(signer, session, (byte)(thread ^ round));
            }
        });
    }

    [Fact]
    public void Sign_LeavesTheRestOfTheBufferAlone()
    {
        using ISigner signer = Open(DnssecAlgorithm.ECDSAP256SHA256);
        using ISigningSession session = signer.OpenSession();
        byte[] buffer = new byte[80];
        buffer.AsSpan().Fill(0xaa);
        Assert.Equal(64, session.Sign("message"u8, buffer));
        Assert.All(buffer[64..], octet => Assert.Equal(0xaa, octet));
    }

    /// <summary>Opens a signer with a key of an algorithm, owned by the caller.</summary>
    protected abstract ISigner Open(DnssecAlgorithm algorithm);

    private static void AssertSigns(ISigner signer, ISigningSession session, byte filler)
    {
        byte[] message = new byte[300];
        message.AsSpan().Fill(filler);
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        int length = session.Sign(message, signature);
        Assert.True(VerificationKey.TryCreate(signer.Key.Algorithm, signer.Key.PublicKey, out VerificationKey? key, out string? fault), fault);
        using VerificationKey owned = key;
        Assert.Equal(key.SignatureLength, length);
        Assert.True(key.Verify(message, signature.AsSpan(0, length)));
    }
}
