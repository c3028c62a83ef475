using DnssecToolkit.Backup;

namespace DnssecToolkit.Operations;

/// <summary>What came of a key's proof.</summary>
/// <param name="Key">The key.</param>
/// <param name="Fault">Why it is not proven, as a clause; null where it is.</param>
public sealed record KeyProof(BackupKey Key, string? Fault)
{
    /// <summary>Whether the private half in the set signed what the published DNSKEY verified.</summary>
    public bool IsProven => Fault is null;
}
