using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Proves keys of tokens on a second device: wrapped keys are lent to it out of the set, and those
/// of a SmartCard-HSM to a card with the same DKEK. Of all others a device shows that it has them, and not
/// from where: that is no proof of the set.</summary>
internal sealed class DeviceProof : IDisposable
{
    private readonly BackupStore _store;
    private readonly BackupContents _contents;
    private readonly ProofMeans _means;
    private readonly Pkcs11Uri _where;
    private readonly OpenTokens _tokens;
    private readonly TokenConnection _device;

    /// <summary>Opens the device.</summary>
    /// <param name="store">The keys' store in the set.</param>
    /// <param name="contents">The set's files.</param>
    /// <param name="means">What tokens take.</param>
    /// <param name="where">Names the device.</param>
    /// <exception cref="KeyUnavailableException">It is not there, or does not let us in.</exception>
    internal DeviceProof(BackupStore store, BackupContents contents, ProofMeans means, Pkcs11Uri where)
    {
        (_store, _contents, _means, _where) = (store, contents, means, where);
        _tokens = new OpenTokens(means.Tokens, means.Module);
        try
        {
            _device = _tokens.Connect(where);
        }
        catch
        {
            _tokens.Dispose();
            throw;
        }
    }

    /// <summary>Says why a key is not proven on the device, as a clause; null where it is.</summary>
    /// <param name="key">The key.</param>
    /// <param name="challenge">Lets a signer sign, and says what is wrong with that.</param>
    internal string? FaultOf(BackupKey key, Func<ISigner, string?> challenge)
    {
        if (_means.Host != ProofHost.Offline && DeviceStrength.IsTooWeak(key, _store, _device))
        {
            return $"a {_device.Profile.Name} is weaker than the {_store.Origin} that this KSK comes from: "
                + $"take a second {_store.Origin}, or a host without a network and --offline-host";
        }

        if (!Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? before, out string? fault))
        {
            return $"the manifest has no URI for it: {fault}";
        }

        if (FaultOfIdentity(before, key.Key.IsSep) is { } same)
        {
            return same;
        }

        try
        {
            return (_store.Kind, _device.Profile.Name) switch
            {
                (BackupStore.Wrapped, _) => Lend(key, challenge),
                (SmartCardOutlet.Kind, SmartCardOutlet.Kind) when _means.Card is { } card =>
                    LendToCard(key, card(_where), challenge),
                _ => Find(key, before, challenge)
                    ?? $"it signs on {_device.Token}, and nothing shows that it came there from this set: its "
                    + $"files in the set were not tried, and a key of {_store.Origin} counts as made and not as "
                    + "proven",
            };
        }
        catch (ToolkitException failure) when (failure is KeyUnavailableException or RefusedException)
        {
            return failure.Message;
        }
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _tokens.Dispose();

    // With a serial number of its own a token is known; else its label is all that there is. What was
    // restored by a device's own means has the label that it had.
    private string? FaultOfIdentity(Pkcs11Uri before, bool isSep)
    {
        if (before.Serial is { } serial && _device.Profile.SerialIsUnique)
        {
            return serial == _device.Token.Serial
                ? $"{_device.Token} is the token that it was copied from: a copy is proven on a second one"
                : null;
        }

        if (isSep && _store.IsStrongerThan(_device.Profile.Name) && _means.Host != ProofHost.Offline)
        {
            return $"{_device.Token} is of the same model as the device that this KSK comes from, and by no "
                + "serial number another";
        }

        bool mayBeIt = before.Token is null || before.Token == _device.Token.Label;
        return _store.Kind == BackupStore.Wrapped && mayBeIt
            ? $"{_device.Token} may be the token that it was copied from, by what the manifest says: take a "
                + "second one with another label" : null;
    }

    private string? Lend(BackupKey key, Func<ISigner, string?> challenge)
    {
        if (WrappedKeyStore.Find(_contents, key, out byte[] wrappingKey) is not { } wrapped)
        {
            return "it is not in the set, or its wrapping key is not";
        }

        string? fault = null;
        try
        {
            TokenKeyWrapping.Try(_device, wrappingKey, key.Key, wrapped, signer => fault = challenge(signer));
            return fault;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wrappingKey);
        }
    }

    // A card that has the key already is refused by that, whatever its serial number.
    private string? LendToCard(BackupKey key, IKeyInlet card, Func<ISigner, string?> challenge)
    {
        _tokens.Dispose(); // OpenSC reads a card once, at its start
        return new KeyPlacing(card).Put(_contents, [key], placed =>
        {
            string? fault = SignOnCard(placed[0], challenge);
            card.TakeBack([key]);
            return fault;
        });
    }

    private string? SignOnCard(PlacedKey placed, Func<ISigner, string?> challenge)
    {
        using OpenTokens tokens = new(_means.Tokens, _means.Module);
        using Pkcs11Signer signer = Pkcs11Signer.Open(tokens.Connect(_where), placed.Key.Key, placed.Uri);
        return challenge(signer);
    }

    private string? Find(BackupKey key, Pkcs11Uri before, Func<ISigner, string?> challenge)
    {
        using Pkcs11Signer signer = Pkcs11Signer.Open(_device, key.Key,
            before.In(_device.Token.ToUri(_device.ModulePath)));
        return challenge(signer);
    }
}
