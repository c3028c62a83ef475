using DnssecToolkit.Cryptography;
using DnssecToolkit.Signing;

namespace DnssecToolkit.Tests.Contract;

/// <summary>What every <see cref="ISigner"/> must do, whatever holds its key; one subclass for each
/// kind.</summary>
/// <remarks>The subclass says which algorithms it has and under what circumstances its tests can
/// run.</remarks>
public abstract class SignerContract
{
    /// <summary>Signatures verify and have their algorithm's length.</summary>
    protected void SignsInDnssecsForm(DnssecAlgorithm algorithm)
    {
        using ISigner signer = Open(algorithm);
        using ISigningSession session = signer.OpenSession();
        AssertSigns(signer, session, 1);
    }

    /// <summary>Threads with a session each do not disturb one another.</summary>
    protected void GivesEachThreadASessionOfItsOwn(DnssecAlgorithm algorithm)
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

    /// <summary>Nothing is written past the signature.</summary>
    protected void LeavesTheRestOfTheBufferAlone(DnssecAlgorithm algorithm)
    {
        using ISigner signer = Open(algorithm);
        using ISigningSession session = signer.OpenSession();
        byte[] buffer = new byte[AlgorithmTraits.MaximumSignatureLength + 16];
        buffer.AsSpan().Fill(0xaa);
        int length = session.Sign("message"u8, buffer);
        Assert.All(buffer[length..], octet => Assert.Equal(0xaa, octet));
    }

    /// <summary>Opens a signer with a key of an algorithm, owned by the caller.</summary>
    protected abstract ISigner Open(DnssecAlgorithm algorithm);

    private static void AssertSigns(ISigner signer, ISigningSession session, byte filler)
    {
        byte[] message = new byte[300];
        message.AsSpan().Fill(filler);
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        int length = session.Sign(message, signature);
        Assert.True(VerificationKey.TryCreate(signer.Key.Algorithm, signer.Key.PublicKey,
            out VerificationKey? key, out string? fault), fault);
        using VerificationKey owned = key;
        Assert.Equal(key.SignatureLength, length);
        Assert.True(key.Verify(message, signature.AsSpan(0, length)));
    }
}
