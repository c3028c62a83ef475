using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Signing.Pkcs11;

/// <summary>One thread's way to a key in tokens: hands its messages to the lanes, and verifies what comes
/// back while they go on.</summary>
internal sealed class Pkcs11SigningSession : IBatchSigningSession
{
    private readonly Pkcs11Signer _signer;
    private readonly SignatureProof _proof;
    private readonly int _length;

    /// <summary>Opens the verifier; sessions of tokens belong to the lanes, since a token may have fewer than
    /// there are threads.</summary>
    internal Pkcs11SigningSession(Pkcs11Signer signer)
    {
        _signer = signer;
        _proof = signer.OpenProof();
        _length = signer.Verifier.SignatureLength;
    }

    /// <inheritdoc/>
    public int Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        if (signature.Length < _length)
        {
            throw new ArgumentException("no room for the signature", nameof(signature));
        }

        SigningBatch batch = new(_length);
        batch.Add(message);
        Sign(batch, _signer.Stop);
        batch.SignatureAt(0).CopyTo(signature);
        return _length;
    }

    /// <inheritdoc/>
    public void Sign(SigningBatch batch, CancellationToken cancellation)
    {
        SigningQueue queue = _signer.Queue();
        SigningWork work = queue.Add(batch);
        while (queue.TakeSigned(work, cancellation) is { } slice)
        {
            bool[] right = new bool[slice.Count];
            _proof.Verify(slice, right);
            if (right.AsSpan().Contains(false))
            {
                RefuseWrong(slice);
                queue.Return(slice);
            }
            else
            {
                slice.SignedBy!.Connection.Worked();
                work.Settled += slice.Count;
            }
        }
    }

    /// <summary>Closes the verifier.</summary>
    public void Dispose() => _proof.Dispose();

    // The whole slice is made again: a token that gave one wrong signature is not asked which others are
    // right.
    private void RefuseWrong(SigningSlice slice)
    {
        TokenFault fault = new(
            $"its signature with {_signer.Key} is wrong; it was not used",
            "the key is another one than the DNSKEY's, or the token is failing: see `keyall token probe`",
            RecoveryStep.NewSession);
        try
        {
            slice.SignedBy!.Connection.Recover(fault, slice.Generation);
        }
        catch (KeyUnavailableException last)
        {
            // another token may have the key too; where none has, the lanes' end ends the run
            slice.SignedBy!.Retire(last);
        }
    }
}
