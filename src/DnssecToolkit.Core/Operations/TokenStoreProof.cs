using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>Proves the keys of one token store in a set: its files are lent to a place where their device's
/// software finds them, or its keys to a second device.</summary>
/// <param name="store">The store.</param>
/// <param name="contents">The set's files.</param>
/// <param name="means">What tokens take.</param>
/// <param name="judge">Says why a key counts for nothing whatever it signs, or null.</param>
/// <param name="challenge">Lets a signer sign for a DNSKEY, and says what is wrong with that, or
/// null.</param>
internal sealed class TokenStoreProof(BackupStore store, BackupContents contents, ProofMeans means,
    Func<BackupKey, string?> judge, Func<ZoneKey, ISigner, string?> challenge)
{
    /// <summary>The kind whose files alone can be tried anywhere.</summary>
    internal const string SoftHsm = "softhsm";

    /// <summary>Proves keys.</summary>
    internal IEnumerable<KeyProof> Prove(BackupKey[] keys) => store switch
    {
        { SurvivesItsDevice: false } => Unproven(keys, $"a key of {store.Kind} {store.Meaning}"),
        { Kind: SoftHsm } when means.Module is null =>
            Unproven(keys, "SoftHSM takes its module and the token's PIN: give --module and --pin"),
        { Kind: SoftHsm } => ProveInMemory(keys, means.Module!),
        _ when means.Place is { } place && place.Store.Kind == store.Kind =>
            ProveInPlace(keys, place.Directory),
        _ when means.Device is { } device => ProveOnDevice(keys, device),
        { Kind: BackupStore.Wrapped } =>
            Unproven(keys,
                $"a key of {store.Origin} takes a token to prove: name a second one with --device"),
        { Kind: SmartCardOutlet.Kind } => Unproven(keys,
            "a key of a SmartCard-HSM takes a second card to prove, with the same DKEK: name it by --device"),
        _ => Unproven(keys, $"a key of {store.Kind} takes a second device to prove: name the place of its "
            + $"token, in which nothing is yet, by --token-store {store.Kind}=DIR"),
    };

    private static IEnumerable<KeyProof> Unproven(BackupKey[] keys, string why) =>
        keys.Select(key => new KeyProof(key, why));

    private List<KeyProof> ProveInMemory(BackupKey[] keys, string module)
    {
        using MemoryDirectory directory = MemoryDirectory.For(store);
        directory.TakeSoftHsm(contents.Below($"{store.Place}/"));
        return ProveByTheirNames(keys, module);
    }

    private List<KeyProof> ProveInPlace(BackupKey[] keys, string directory)
    {
        try
        {
            if (LentToken.Of(keys, store, means) is not { } token)
            {
                return [.. Unproven(keys, "the manifest does not say in which token it is, and no module is "
                    + "named: give --module")];
            }

            using LentPlace place = new(directory);
            token.DemandAbsent(directory);
            place.Take(contents.Below($"{store.Place}/"));
            token.Open(place);
            return ProveByTheirNames(keys, token.Module);
        }
        catch (KeyUnavailableException failure)
        {
            return [.. Unproven(keys, failure.Message)];
        }
    }

    private List<KeyProof> ProveByTheirNames(BackupKey[] keys, string module)
    {
        using OpenTokens tokens = new(means.Tokens, module);
        List<KeyProof> proofs = [];
        foreach (BackupKey key in keys)
        {
            proofs.Add(new KeyProof(key, judge(key) ?? FaultOfToken(key, tokens, module)));
        }

        return proofs;
    }

    private string? FaultOfToken(BackupKey key, OpenTokens tokens, string module)
    {
        if (!Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? uri, out string? fault))
        {
            return $"the manifest has no URI for it: {fault}";
        }

        try
        {
            using Pkcs11Signer signer = tokens.OpenSigner(key.Key, uri.At(module));
            return challenge(key.Key, signer);
        }
        catch (KeyUnavailableException failure)
        {
            return failure.Message;
        }
    }

    private List<KeyProof> ProveOnDevice(BackupKey[] keys, Pkcs11Uri device)
    {
        List<KeyProof> proofs = [];
        using DeviceProof proof = new(store, contents, means, device);
        foreach (BackupKey key in keys)
        {
            proofs.Add(new KeyProof(key,
                judge(key) ?? proof.FaultOf(key, signer => challenge(key.Key, signer))));
        }

        return proofs;
    }
}
