namespace DnssecToolkit.Backup;

/// <summary>Opened by any so many of its custodians together.</summary>
/// <param name="Threshold">How many.</param>
/// <param name="Custodians">Who has shares, by the number of the share.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Wrapped">The content key.</param>
public sealed record ShareSlot(
    int Threshold, IReadOnlyList<Custodian> Custodians, ReadOnlyMemory<byte> Nonce,
    ReadOnlyMemory<byte> Wrapped)
    : KeySlot(Nonce, Wrapped);
