using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Keys;

/// <summary>What key to make for a zone.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Algorithm">The algorithm.</param>
/// <param name="Role">What it is for.</param>
public sealed record KeyGeneration(DomainName Zone, DnssecAlgorithm Algorithm, KeyRole Role)
{
    private const int SafeRsaBits = 2048;
    private const int MaximumAttempts = 1000;

    /// <summary>The size for RSA; 0 for the algorithm's default.</summary>
    public int Bits { get; init; }

    /// <summary>The key's moments.</summary>
    public KeyTiming Timing { get; init; } = KeyTiming.None;

    /// <summary>Whether what should not be done is done: SHA-1, and RSA below 2048 bits.</summary>
    public WeakKeys Weak { get; init; } = WeakKeys.Refused;

    /// <summary>Whether the key may be taken out of its token, wrapped.</summary>
    public KeyExport Export { get; init; } = KeyExport.AsDevice;

    /// <summary>Tags that no new key may have, plain or revoked: those of keys that are elsewhere.</summary>
    public IReadOnlyCollection<KeyTag> TakenTags { get; init; } = [];

    /// <summary>The tags that this signer may have, where a zone has several.</summary>
    public TagShare Tags { get; init; }

    /// <summary>Makes a key whose tag, plain or revoked, is no other key's of the zone, plain or
    /// revoked.</summary>
    /// <param name="existing">All keys of the zone, of any algorithm.</param>
    /// <exception cref="UsageException">The algorithm does not take that size.</exception>
    /// <exception cref="RefusedException">The algorithm or size is too weak and was not forced, or all tags
    /// are taken.</exception>
    /// <exception cref="KeyUnavailableException">The crypto library is missing or fails.</exception>
    /// <remarks>Resolvers may give up on colliding tags (CVE-2023-50387), and files and logs tell keys apart
    /// by them.</remarks>
    public SoftwareKey Generate(IEnumerable<ZoneKey> existing)
    {
        DemandStrength();
        HashSet<KeyTag> taken = [.. TakenTags, .. existing.SelectMany(key => key.PlainAndRevokedTags())];
        for (int attempt = 0; attempt < MaximumAttempts; attempt++)
        {
            PrivateKey half = PrivateKey.Generate(Algorithm, Bits);
            ZoneKey key = new(Zone, RDataOf(half.PublicKey));
            if (Tags.Contains(key.Tag) && !Array.Exists(key.PlainAndRevokedTags(), taken.Contains))
            {
                return new SoftwareKey(key, half, Timing);
            }

            half.Dispose();
        }

        throw new RefusedException(
            CheckCodes.KeyTagCollision, $"{MaximumAttempts} new keys all had tags that {Zone} has already",
            "remove keys that are no longer used");
    }

    /// <summary>Refuses what the algorithm does not take, or what is too weak and was not forced.</summary>
    internal void DemandStrength()
    {
        AlgorithmTraits traits = AlgorithmTraits.Of(Algorithm);
        int bits = Bits == 0 ? traits.DefaultBits : Bits;
        if (bits < traits.MinimumBits || bits > traits.MaximumBits)
        {
            string sizes = traits.MinimumBits == traits.MaximumBits
                ? $"{traits.MinimumBits}" : $"{traits.MinimumBits} to {traits.MaximumBits}";
            throw new UsageException($"{traits.Mnemonic} takes {sizes} bits, not {bits}");
        }

        if (Weak == WeakKeys.Allowed)
        {
            return;
        }

        if (traits.SignsOnlyWhenForced)
        {
            throw new RefusedException(
                CheckCodes.KeyWeak, $"{traits.Mnemonic} must not be used to sign ({traits.Reference})",
                "take ECDSAP256SHA256, or insist with --force");
        }

        if (traits.Family == KeyFamily.Rsa && bits < SafeRsaBits)
        {
            throw new RefusedException(
                CheckCodes.KeyWeak, $"an RSA key of {bits} bits is too weak",
                $"take {SafeRsaBits} bits, or insist with --force");
        }
    }

    /// <summary>Makes the zone's key of a private key that exists already, however strong it is.</summary>
    /// <param name="components">The private key; remains the caller's.</param>
    public SoftwareKey From(PrivateKeyComponents components)
    {
        PrivateKey privateKey = PrivateKey.FromComponents(Algorithm, components);
        return new SoftwareKey(new ZoneKey(Zone, RDataOf(privateKey.PublicKey)), privateKey, Timing);
    }

    /// <summary>The DNSKEY RDATA of a public key in this role.</summary>
    internal byte[] RDataOf(ReadOnlySpan<byte> publicKey)
    {
        ushort flags = Role == KeyRole.ZSK ? ZoneKey.ZoneFlag : (ushort)(ZoneKey.ZoneFlag | ZoneKey.SepFlag);
        return [(byte)(flags >> 8), (byte)(flags & 0xff), 3, (byte)Algorithm, .. publicKey];
    }
}
