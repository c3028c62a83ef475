namespace DnssecToolkit.Cryptography.OneKeyBatches;

/// <summary>How the signatures of one key are verified.</summary>
public sealed record OneKeyPolicy
{
    /// <summary>Who verifies; by default the batch arithmetic.</summary>
    public BatchVerificationMode Mode { get; init; } = BatchVerificationMode.Fast;

    /// <summary>Of so many accepted signatures the library confirms one, chosen at random; at least one in
    /// every batch. 1 confirms all.</summary>
    public int ConfirmOneIn { get; init; } = 1024;

    /// <summary>How many signatures of the key are to come, roughly: it sets the size of the tables, nothing
    /// else.</summary>
    public int ExpectedSignatures { get; init; } = 100_000;
}
