using DnssecToolkit.Cryptography;
using DnssecToolkit.Cryptography.OneKeyBatches;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>One thread's way to verify what tokens sign with one key: ECDSA in batches where there are many,
/// else one by one.</summary>
/// <param name="key">The key.</param>
/// <param name="batches">Verifies many at once, or null.</param>
internal sealed class SignatureProof(VerificationKey key, OneKeyEcdsaVerifier? batches) : IDisposable
{
    private readonly VerificationContext _single = key.OpenContext();
    private readonly SignatureBatch? _many = batches?.NewBatch();

    /// <summary>Verifies a slice.</summary>
    /// <param name="slice">The slice, signed.</param>
    /// <param name="right">Set to whether each signature is right.</param>
    public void Verify(SigningSlice slice, Span<bool> right)
    {
        if (_many is null || slice.Count > _many.Capacity || !TryVerifyMany(slice, right))
        {
            for (int i = 0; i < slice.Count; i++)
            {
                right[i] = _single.Verify(
                    slice.Work.Batch.MessageAt(slice.From + i), slice.Work.Batch.SignatureAt(slice.From + i));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _single.Dispose();
        _many?.Dispose();
    }

    private bool TryVerifyMany(SigningSlice slice, Span<bool> right)
    {
        Span<byte> digest = stackalloc byte[key.Traits.DigestLength];
        for (int i = 0; i < slice.Count; i++)
        {
            System.Security.Cryptography.CryptographicOperations.HashData(
                key.Traits.Hash, slice.Work.Batch.MessageAt(slice.From + i), digest);
            _many!.Add(digest, slice.Work.Batch.SignatureAt(slice.From + i));
        }

        try
        {
            _many!.Verify(right);
            return true;
        }
        catch (BatchDisagreementException)
        {
            _many!.Verify(right); // by the library from now on
            return true;
        }
    }
}
