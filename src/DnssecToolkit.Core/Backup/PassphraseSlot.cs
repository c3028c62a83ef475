using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Backup;

/// <summary>Opened by a passphrase.</summary>
/// <param name="Label">What people call the passphrase.</param>
/// <param name="Cost">What a guess costs.</param>
/// <param name="Salt">The salt: 16 octets at least.</param>
/// <param name="Nonce">The nonce.</param>
/// <param name="Wrapped">The content key.</param>
public sealed record PassphraseSlot(
    string Label, ScryptCost Cost, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Nonce,
    ReadOnlyMemory<byte> Wrapped)
    : KeySlot(Nonce, Wrapped);
