using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Proves keys of tokens on a second device: wrapped keys are lent to it out of the set. Of all others a device
/// shows that it has them, and not from where: that is no proof of the set.</summary>
internal static class DeviceProof
{
    /// <summary>Says why a key is not proven on the device, as a clause; null where it is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="store">Its store in the set.</param>
    /// <param name="contents">The set's files.</param>
    /// <param name="device">The device, logged in.</param>
    /// <param name="host">What kind of host this is.</param>
    /// <param name="challenge">Lets a signer sign, and says what is wrong with that.</param>
    internal static string? FaultOf(
        BackupKey key, BackupStore store, BackupContents contents, TokenConnection device, ProofHost host,
        Func<ISigner, string?> challenge)
    {
        if (key.Key.IsSep && store.IsStrongerThan(device.Profile.Name) && host != ProofHost.Offline)
        {
            return $"a {device.Profile.Name} is weaker than the {store.Origin} that this KSK comes from: take a second {store.Origin}, "
                + "or a host without a network and --offline-host";
        }

        if (!Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? before, out string? fault))
        {
            return $"the manifest has no URI for it: {fault}";
        }

        if (FaultOfIdentity(before, store, device) is { } same)
        {
            return same;
        }

        try
        {
            return store.Kind == BackupStore.Wrapped ? Lend(key, contents, device, challenge)
                : Find(key, before, device, challenge) ?? $"it signs on {device.Token}, and nothing shows that it came there from this set: "
                    + $"its files in the set were not tried, and a key of {store.Origin} counts as made and not as proven";
        }
        catch (ToolkitException failure) when (failure is KeyUnavailableException or RefusedException)
        {
            return failure.Message;
        }
    }

    // With a serial number of its own a token is known; else its label is all that there is. What was restored by a
    // device's own means has the label that it had.
    private static string? FaultOfIdentity(Pkcs11Uri before, BackupStore store, TokenConnection device)
    {
        if (before.Serial is { } serial && device.Profile.SerialIsUnique)
        {
            return serial == device.Token.Serial
                ? $"{device.Token} is the token that it was copied from: a copy is proven on a second one" : null;
        }

        return store.Kind == BackupStore.Wrapped && (before.Token is null || before.Token == device.Token.Label)
            ? $"{device.Token} may be the token that it was copied from, by what its key file says: take a second one with another label"
            : null;
    }

    private static string? Lend(BackupKey key, BackupContents contents, TokenConnection device, Func<ISigner,
        string?> challenge)
    {
        if (WrappedKeyStore.Find(contents, key, out byte[] wrappingKey) is not { } wrapped)
        {
            return "it is not in the set, or its wrapping key is not";
        }

        string? fault = null;
        try
        {
            TokenKeyWrapping.Try(device, wrappingKey, key.Key, wrapped, signer => fault = challenge(signer));
            return fault;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }

    private static string? Find(BackupKey key, Pkcs11Uri before, TokenConnection device, Func<ISigner,
        string?> challenge)
    {
        using Pkcs11Signer signer = Pkcs11Signer.Open(device, key.Key,
            before.In(device.Token.ToUri(device.ModulePath)));
        return challenge(signer);
    }
}
