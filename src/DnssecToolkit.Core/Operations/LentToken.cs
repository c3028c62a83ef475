using DnssecToolkit.Backup;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;

namespace DnssecToolkit.Operations;

/// <summary>A token of opencryptoki that is there while the files of a set are lent to its place.</summary>
internal sealed class LentToken
{
    private const string OfTpm = "opencryptoki-tpm";

    private readonly Pkcs11Uri _uri;
    private readonly BackupStore _store;
    private readonly ProofMeans _means;

    private LentToken(Pkcs11Uri uri, BackupStore store, ProofMeans means)
    {
        _uri = uri;
        _store = store;
        _means = means;
    }

    /// <summary>The path of its module.</summary>
    internal string Module => _uri.ModulePath!;

    /// <summary>Gives the token of keys, or null where the manifest does not say.</summary>
    internal static LentToken? Of(BackupKey[] keys, BackupStore store, ProofMeans means) =>
        Pkcs11Uri.TryParse(keys[0].Token ?? "", out Pkcs11Uri? uri, out _)
        && (means.Module ?? uri.ModulePath) is { } module
            ? new LentToken(uri.At(module), store, means) : null;

    /// <summary>Refuses a token that the module shows before anything was lent: its files are elsewhere, and
    /// what it signs would prove nothing.</summary>
    /// <exception cref="KeyUnavailableException">It is there.</exception>
    internal void DemandAbsent(string directory)
    {
        using Pkcs11Module module = Pkcs11Module.Open(Module, _means.Tokens.Hosting);
        if (module.Tokens().Any(token => token.IsInitialized && token.Fits(_uri)))
        {
            throw new KeyUnavailableException(
                $"{Module} shows the token \"{_uri.Token}\" before its files are lent to {directory}: "
                + "it looks elsewhere");
        }
    }

    /// <summary>Sees that the files made a token of their kind; a TPM takes it over, as the SO's login lets
    /// it, and must be another than it comes from.</summary>
    /// <exception cref="KeyUnavailableException">They did not, or it is the same chip.</exception>
    internal void Open(LentPlace place)
    {
        using Pkcs11Module module = Pkcs11Module.Open(Module, _means.Tokens.Hosting);
        Pkcs11Token token = module.Tokens().FirstOrDefault(token => token.IsInitialized && token.Fits(_uri))
            ?? throw new KeyUnavailableException(
                $"{Module} does not show the token \"{_uri.Token}\" with the set's files: "
                + "does it look there?");
        if (DeviceProfiles.For(token).Name != _store.Kind)
        {
            throw new KeyUnavailableException(
                $"{token} is a {DeviceProfiles.For(token).Name}, and no {_store.Kind}");
        }

        if (_store.Kind == OfTpm)
        {
            TakeOver(module, token, place);
        }
    }

    private void TakeOver(Pkcs11Module module, Pkcs11Token token, LentPlace place)
    {
        string before = place.DigestOfObjects();
        TokenAdoption.Adopt(module, token, _means.SoPins ?? ((_, _, _) => -1), _means.Tokens.Pins);
        place.NoteObjects();
        if (place.DigestOfObjects() == before)
        {
            throw new KeyUnavailableException(
                $"{token}: this TPM opens it as it is, so that it is the one that the keys come from: "
                + "a copy is proven on another");
        }
    }
}
