namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>ECDSA verification of a batch of signatures by one key, without the library.</summary>
/// <remarks>One thread's own; the tables behind it are shared.</remarks>
internal abstract class BatchArithmetic
{
    /// <summary>The largest batch.</summary>
    public abstract int Capacity { get; }

    /// <summary>Takes one signature in.</summary>
    /// <param name="index">Its place in the batch.</param>
    /// <param name="digest">The digest of the signed octets: 32 octets for P-256, 48 for P-384.</param>
    /// <param name="signature">r and s, big-endian, each as long as the digest.</param>
    public abstract void Set(int index, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> signature);

    /// <summary>Judges the first signatures of the batch, as many as there is room for outcomes.</summary>
    public abstract void Judge(Span<SignatureOutcome> outcomes);
}
