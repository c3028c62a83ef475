using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;
using DnssecToolkit.Signing.Pkcs11;
using DnssecToolkit.Signing.Pkcs11.Interop;

namespace DnssecToolkit.Operations;

/// <summary>Proves that the keys of an opened set work: each signs a challenge that its published DNSKEY
/// verifies.</summary>
/// <remarks>Software keys stay in this process; SoftHSM's files go into a directory in memory, readable by this user
/// alone, and are removed.
/// Keys of devices need a second device, and wrapped keys are lent to it; of others it shows no more than that it has
/// them.</remarks>
public static class BackupProof
{
    private const int ChallengeLength = 32;
    private const string MemoryDirectory = "/dev/shm";
    private const string SoftHsm = "softhsm"; // its files alone can be tried anywhere

    /// <summary>Proves all keys.</summary>
    /// <param name="set">The set.</param>
    /// <param name="contents">Its files.</param>
    /// <param name="published">The DNSKEYs that the zones publish; empty to take those of the signed manifest.</param>
    /// <param name="means">What tokens and encrypted files take.</param>
    /// <returns>One proof a key.</returns>
    /// <exception cref="KeyUnavailableException">The crypto library or the module is missing.</exception>
    /// <exception cref="UnwritableOutputException">There is no directory in memory.</exception>
    public static IReadOnlyList<KeyProof> Prove(
        SealedSet set, BackupContents contents, IReadOnlyCollection<ZoneKey> published, ProofMeans means)
    {
        List<KeyProof> proofs = [];
        foreach (IGrouping<string, BackupKey> place in set.Manifest.Keys.GroupBy(key => key.Place.StartsWith("tokens/",
            StringComparison.Ordinal) ? key.Place : "").OrderBy(place => place.Key == $"tokens/{SoftHsm}"))
        {
            // SoftHSM's files come last: from then on its module looks where they were.
            proofs.AddRange(place.Key.Length == 0
                ? place.Select(key => new KeyProof(key, Judge(key, published) ?? FaultOfSoftware(key, contents, means)))
                : ProveStore(place.Key, [.. place], set, contents, published, means));
        }

        return proofs;
    }

    private static string? Judge(BackupKey key, IReadOnlyCollection<ZoneKey> published) =>
        published.Count == 0 || published.Contains(key.Key) ? null
            : "its DNSKEY is not among those that the zone publishes";

    private static string? FaultOfSoftware(BackupKey key, BackupContents contents, ProofMeans means)
    {
        if (!contents.Files.TryGetValue(key.Place, out ReadOnlyMemory<byte> octets))
        {
            return $"{key.Place} is not in the set";
        }

        try
        {
            using PrivateKeyComponents? components = Read(key.Place, octets.Span, means, out string? fault);
            if (components is null)
            {
                return fault;
            }

            using PrivateKey half = PrivateKey.FromComponents(key.Key.Algorithm, components);
            using SigningContext signer = half.OpenContext();
            return FaultOfChallenge(key.Key, signer.Sign);
        }
        catch (KeyUnavailableException failure)
        {
            return failure.Message;
        }
    }

    private static PrivateKeyComponents? Read(string name, ReadOnlySpan<byte> octets, ProofMeans means,
        out string? fault)
    {
        fault = null;
        if (!name.EndsWith(".pem", StringComparison.OrdinalIgnoreCase))
        {
            FindingList findings = new();
            BindPrivateFile? file = BindPrivateFile.Parse(octets, name, findings);
            fault = file is null ? findings.Kept[0].Message : null;
            return file?.Components;
        }

        return PemKeyFile.Read(octets, name, means.Passphrases);
    }

    private delegate int Signature(ReadOnlySpan<byte> message, Span<byte> signature);

    private static string? FaultOfChallenge(ZoneKey key, Signature sign)
    {
        Span<byte> challenge = stackalloc byte[ChallengeLength];
        RandomNumberGenerator.Fill(challenge);
        Span<byte> signature = stackalloc byte[AlgorithmTraits.MaximumSignatureLength];
        int length = sign(challenge, signature);
        if (!VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier, out string? fault))
        {
            return fault;
        }

        using (verifier)
        {
            return verifier.Verify(challenge, signature[..length]) ? null
                : "the private key in the set is another key's";
        }
    }

    private static IEnumerable<KeyProof> ProveStore(
        string place, BackupKey[] keys, SealedSet set, BackupContents contents, IReadOnlyCollection<ZoneKey> published,
            ProofMeans means)
    {
        BackupStore? store = set.Manifest.Stores.FirstOrDefault(store => place == store.Place);
        if (store is { SurvivesItsDevice: true, Kind: not SoftHsm } && means.Device is { } device)
        {
            return ProveOnDevice(store, keys, device, contents, published, means);
        }

        if (store?.Kind != SoftHsm)
        {
            return keys.Select(key => new KeyProof(key, store switch
            {
                null => "the set has no such store",
                { SurvivesItsDevice: false } => $"a key of {store.Kind} {store.Meaning}",
                { Kind: BackupStore.Wrapped } =>
                    $"a key of {store.Origin} takes a token to prove: name a second one with --device",
                _ => $"a key of {store.Kind} takes a device: restore it to a second one, and see by --device that it signs there; that is no proof of this set",
            }));
        }

        if (means.Module is null)
        {
            return keys.Select(key => new KeyProof(key,
                "SoftHSM takes its module and the token's PIN: give --module and --pin"));
        }

        string directory = MemoryDirectoryOf(store);
        try
        {
            return ProveTokens(place, keys, directory, contents, published, means);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static List<KeyProof> ProveOnDevice(
        BackupStore store, BackupKey[] keys, Pkcs11Uri device, BackupContents contents,
            IReadOnlyCollection<ZoneKey> published,
        ProofMeans means)
    {
        using OpenTokens tokens = new(means.Tokens, means.Module);
        TokenConnection connection = tokens.Connect(device);
        return [.. keys.Select(key => new KeyProof(key, Judge(key, published)
            ?? DeviceProof.FaultOf(key, store, contents, connection, means.Host, signer =>
                FaultOfSigner(key.Key, signer))))];
    }

    private static string MemoryDirectoryOf(BackupStore store)
    {
        if (!Directory.Exists(MemoryDirectory) || new DriveInfo(MemoryDirectory).DriveFormat != "tmpfs")
        {
            throw new UnwritableOutputException(
                $"{MemoryDirectory}: no file system in memory, so that {store.Name} has no place to be tried",
                    "mount -t tmpfs tmpfs /dev/shm");
        }

        string directory = Path.Combine(MemoryDirectory,
            $"keybackup-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return directory;
    }

    private static List<KeyProof> ProveTokens(
        string place, BackupKey[] keys, string directory, BackupContents contents,
            IReadOnlyCollection<ZoneKey> published, ProofMeans means)
    {
        BackupRestore.WriteAll(contents.Below($"{place}/"), Path.Combine(directory, "tokens"));
        string configuration = Path.Combine(directory, "softhsm2.conf");
        File.WriteAllText(configuration,
            $"directories.tokendir = {directory}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n");
        ProcessEnvironment.Set("SOFTHSM2_CONF", configuration);
        using OpenTokens tokens = new(means.Tokens, means.Module);
        List<KeyProof> proofs = [];
        foreach (BackupKey key in keys)
        {
            proofs.Add(new KeyProof(key, Judge(key, published) ?? FaultOfToken(key, tokens, means.Module!)));
        }

        return proofs;
    }

    private static string? FaultOfToken(BackupKey key, OpenTokens tokens, string module)
    {
        if (!Pkcs11Uri.TryParse(key.Token ?? "", out Pkcs11Uri? uri, out string? fault))
        {
            return $"the manifest has no URI for it: {fault}";
        }

        try
        {
            using Pkcs11Signer signer = tokens.OpenSigner(key.Key, uri.At(module));
            return FaultOfSigner(key.Key, signer);
        }
        catch (KeyUnavailableException failure)
        {
            return failure.Message;
        }
    }

    private static string? FaultOfSigner(ZoneKey key, ISigner signer)
    {
        using ISigningSession session = signer.OpenSession();
        return FaultOfChallenge(key, session.Sign);
    }
}
