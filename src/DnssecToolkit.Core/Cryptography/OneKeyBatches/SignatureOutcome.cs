namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>What the batch arithmetic says of one signature.</summary>
internal enum SignatureOutcome : byte
{
    /// <summary>It does not verify; the library has the last word.</summary>
    Rejected,

    /// <summary>It verifies.</summary>
    Accepted,

    /// <summary>A sum met two points with the same x, or the hash is zero modulo n: the formulas do not cover
    /// it, the library must answer.</summary>
    Undecided,
}
