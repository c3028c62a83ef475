using System.Security.Cryptography;
using DnssecToolkit.Backup;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Signing;

namespace DnssecToolkit.Operations;

/// <summary>Proves that the keys of an opened set work: each signs a challenge that its published DNSKEY
/// verifies.</summary>
/// <remarks>Software keys stay in this process; SoftHSM's files go into a directory in memory, readable by
/// this user alone, and are removed. Keys of devices are lent to a second device, or to the place of one, and
/// leave it again.</remarks>
public static class BackupProof
{
    private const int ChallengeLength = 32;

    /// <summary>Whether a kind of token has a place of its own, to which its files are lent for a
    /// proof.</summary>
    public static bool LendsFilesOf(string kind) =>
        kind.StartsWith("opencryptoki-", StringComparison.Ordinal);

    /// <summary>Proves all keys.</summary>
    /// <param name="set">The set.</param>
    /// <param name="contents">Its files.</param>
    /// <param name="published">The DNSKEYs that the zones publish; empty to take those of the signed
    /// manifest.</param>
    /// <param name="means">What tokens and encrypted files take.</param>
    /// <returns>One proof a key.</returns>
    /// <exception cref="KeyUnavailableException">The crypto library or the module is missing.</exception>
    /// <exception cref="UnwritableOutputException">There is no directory in memory.</exception>
    public static IReadOnlyList<KeyProof> Prove(
        SealedSet set, BackupContents contents, IReadOnlyCollection<ZoneKey> published, ProofMeans means)
    {
        List<KeyProof> proofs = [];
        foreach (IGrouping<string, BackupKey> place in set.Manifest.Keys.GroupBy(key =>
            key.Place.StartsWith("tokens/",
            StringComparison.Ordinal) ? key.Place : "")
                .OrderBy(place => place.Key == $"tokens/{TokenStoreProof.SoftHsm}"))
        {
            // SoftHSM's files come last: from then on its module looks where they were.
            proofs.AddRange(place.Key.Length == 0
                ? place.Select(key => new KeyProof(key, Judge(key, published)
                    ?? FaultOfSoftware(key, contents, means)))
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
        if (!VerificationKey.TryCreate(key.Algorithm, key.PublicKey, out VerificationKey? verifier,
            out string? fault))
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
        string place, BackupKey[] keys, SealedSet set, BackupContents contents,
        IReadOnlyCollection<ZoneKey> published,
            ProofMeans means) =>
        set.Manifest.Stores.FirstOrDefault(store => place == store.Place) is { } store
            ? new TokenStoreProof(store, contents, means, key => Judge(key, published), FaultOfSigner)
                .Prove(keys)
            : keys.Select(key => new KeyProof(key, "the set has no such store"));

    private static string? FaultOfSigner(ZoneKey key, ISigner signer)
    {
        using ISigningSession session = signer.OpenSession();
        return FaultOfChallenge(key, session.Sign);
    }
}
