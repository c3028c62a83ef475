using DnssecToolkit.Backup;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Operations;

/// <summary>A key of a set that was put into a token.</summary>
/// <param name="Key">The key.</param>
/// <param name="Uri">Where it is.</param>
public sealed record PlacedKey(BackupKey Key, Pkcs11Uri Uri);
