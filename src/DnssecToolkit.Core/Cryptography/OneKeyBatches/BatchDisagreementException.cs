namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>The batch arithmetic and the library disagree about a signature: a fault of this toolkit, of the
/// machine, or of the library.</summary>
/// <remarks>Nothing the batch arithmetic has accepted so far can be relied on; the message carries what is
/// needed to reproduce the case.</remarks>
public sealed class BatchDisagreementException : Exception
{
    /// <summary>A disagreement about one signature.</summary>
    /// <param name="algorithm">The key's algorithm.</param>
    /// <param name="publicKey">The key, as in its DNSKEY record.</param>
    /// <param name="digest">The digest of the signed octets.</param>
    /// <param name="signature">r and s.</param>
    /// <param name="accepted">True if the batch arithmetic accepted what the library rejects; false for the
    /// opposite.</param>
    public BatchDisagreementException(
        DnssecAlgorithm algorithm,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> digest,
        ReadOnlySpan<byte> signature,
        bool accepted)
        : base(
            $"internal error: batch verification {(accepted ? "accepts" : "rejects")} a signature that the library "
            + $"{(accepted ? "rejects" : "accepts")} (algorithm {(byte)algorithm}, public key {Convert.ToHexStringLower(publicKey)}, "
            + $"digest {Convert.ToHexStringLower(digest)}, signature {Convert.ToHexStringLower(signature)})") =>
        AcceptedByBatch = accepted;

    /// <summary>True if the batch arithmetic accepted what the library rejects; false for the
    /// opposite.</summary>
    public bool AcceptedByBatch { get; }
}
