using DnssecToolkit.Backup;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Whether a device may hold a KSK that comes from another: never one that is weaker.</summary>
public static class DeviceStrength
{
    /// <summary>Whether a KSK would be less safe in a device than where it comes from, as far as is
    /// known.</summary>
    /// <param name="key">The key; no ZSK is ever too good for a device.</param>
    /// <param name="store">Its store in the set.</param>
    /// <param name="device">The device.</param>
    public static bool IsTooWeak(BackupKey key, BackupStore store, TokenConnection device) =>
        key.Key.IsSep && store.IsStrongerThan(device.Profile.Name) && !IsSameModel(key, device.Token);

    // Of devices without a profile of ours two of one model are as strong as each other, and nothing else is
    // known.
    private static bool IsSameModel(BackupKey key, Pkcs11Token token) =>
        Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? before, out _)
        && before is { Manufacturer.Length: > 0, Model.Length: > 0 }
        && before.Manufacturer == token.Manufacturer && before.Model == token.Model;
}
