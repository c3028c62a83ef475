using DnssecToolkit.Configuration.Import;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Migration;

/// <summary>Writes BIND's key files for the keys that a zone is signed with at present, wherever another
/// program has their private halves.</summary>
public sealed class KeyAdoption
{
    private readonly PresentZone _present;
    private readonly IReadOnlyList<ForeignKey> _places;
    private readonly OpenTokens _tokens;
    private readonly Timestamp _now;

    private KeyAdoption(PresentZone present, IReadOnlyList<ForeignKey> places, OpenTokens tokens,
        Timestamp now)
    {
        _present = present;
        _places = [.. places.Where(place => place.Zone is null || place.Zone == present.Name)];
        _tokens = tokens;
        _now = now;
    }

    /// <summary>Writes them; a key that has files there already keeps those.</summary>
    /// <param name="present">The zone as it is signed at present.</param>
    /// <param name="directory">The directory for the key files.</param>
    /// <param name="places">Where private keys may be.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="KeyUnavailableException">The private half of a key that signs is in none of the
    /// places.</exception>
    /// <exception cref="UnwritableOutputException">A file cannot be written.</exception>
    public static IReadOnlyList<string> Adopt(PresentZone present, string directory,
        IReadOnlyList<ForeignKey> places, OpenTokens tokens, Timestamp now)
    {
        KeyAdoption adoption = new(present, places, tokens, now);
        List<string> written = [];
        foreach (ZoneKey key in present.Keys.Where(key => !File.Exists(Path.Combine(directory,
            $"{BindKeyName.Of(key)}.key"))))
        {
            if (adoption.WriteFromPem(key, directory) is { } file)
            {
                written.Add(file);
            }
            else if (adoption.WriteFromToken(key, directory) is { } reference)
            {
                written.Add(reference);
            }
            else
            {
                throw new KeyUnavailableException(
                    $"{present.Name}: the private half of key {(int)key.Algorithm}/{key.Tag}, which the zone publishes, is nowhere that the configuration names",
                    "see that this user may read the key store, and that the signed zone is the one that is served now");
            }
        }

        return written;
    }

    // What it signs says what it does; without a signature it is on its way in or out, and signs nothing here
    // either.
    private KeyTiming TimingOf(ZoneKey key) =>
        new() { Created = _now, Publish = _now, Activate = _present.Signs(key) ? _now : null };

    private string? WriteFromPem(ZoneKey key, string directory)
    {
        foreach (string file in _places.Select(place => place.PemFile).OfType<string>()
            .SelectMany(PemFilesOf))
        {
            using PrivateKeyComponents components = PemKeyFile.Read(file, passphrases: null);
            if (!components.Fits(key.Algorithm))
            {
                continue;
            }

            using PrivateKey candidate = PrivateKey.FromComponents(key.Algorithm, components);
            if (candidate.PublicKey.SequenceEqual(key.PublicKey))
            {
                return BindKeyFiles.Write(directory, KeyPair.Join(key, components, TimingOf(key)),
                    _present.DnskeyTtl);
            }
        }

        return null;
    }

    private static IEnumerable<string> PemFilesOf(string place) => Directory.Exists(place)
        ? Directory.GetFiles(place, "*.pem").Order(StringComparer.Ordinal) : File.Exists(place)
        ? [place] : [];

    private string? WriteFromToken(ZoneKey key, string directory)
    {
        foreach (ForeignKey place in _places.Where(place => place.Token is not null))
        {
            Pkcs11Uri uri = new()
            {
                Token = place.TokenLabel,
                Id = place.Id.Length > 0
                ? place.Id : null,
                Type = "private",
                ModulePath = place.Token!.Module
            };
            if (IsThere(key, uri))
            {
                return BindKeyFiles.Write(directory, key,
                    new BindTokenFile(key.Algorithm, uri, TimingOf(key)), _present.DnskeyTtl);
            }
        }

        return null;
    }

    // Opening it compares the public halves, and lets the token sign what the software verifies.
    private bool IsThere(ZoneKey key, Pkcs11Uri uri)
    {
        try
        {
            using Pkcs11Signer signer = _tokens.OpenSigner(key, uri);
            return true;
        }
        catch (KeyUnavailableException) when (_places.Count > 1)
        {
            return false; // another place may have it
        }
    }
}
