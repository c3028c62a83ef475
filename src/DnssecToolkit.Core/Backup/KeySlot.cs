namespace DnssecToolkit.Backup;

/// <summary>A way to open a sealed set: its content key, encrypted.</summary>
/// <param name="Nonce">The nonce of AES-256-GCM: 12 octets.</param>
/// <param name="Wrapped">The encrypted content key and the tag: 48 octets.</param>
public abstract record KeySlot(ReadOnlyMemory<byte> Nonce, ReadOnlyMemory<byte> Wrapped);
