using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Bundles;

/// <summary>Requests and responses with keys made for the test.</summary>
internal static class SampleBundles
{
    internal static readonly Timestamp Start = new(1_795_219_200); // 2026-11-21T00:00:00Z

    internal const long Day = 86_400;

    internal const uint Ttl = 3_600;

    /// <summary>Makes a key.</summary>
    internal static SoftwareKey Key(
        KeyRole role = KeyRole.ZSK, DnssecAlgorithm algorithm = DnssecAlgorithm.ECDSAP256SHA256,
        string zone = "example.", int bits = 0) =>
        new KeyGeneration(DomainName.Parse(zone), algorithm, role)
        {
            Bits = bits,
            Weak = WeakKeys.Allowed
        }.Generate([]);

    /// <summary>Signs a bundle's RRset of a type.</summary>
    internal static BundleSignature Sign(KeyBundle bundle, SoftwareKey key, RRType type = RRType.DNSKEY)
    {
        BundleSignature unsigned = new()
        {
            KeyIdentifier = BundleKey.IdentifierOf(key.Key),
            Ttl = Ttl,
            TypeCovered = type,
            Algorithm = key.Key.Algorithm,
            Labels = (byte)key.Key.Zone.LabelCount,
            OriginalTtl = Ttl,
            Expiration = bundle.Expiration!.Value,
            Inception = bundle.Inception,
            Tag = key.Key.Tag,
            Signer = key.Key.Zone,
        };
        byte[] message = unsigned.MessageOver(key.Key.Zone, bundle.RDataOf(unsigned.TypeCovered));
        return unsigned with { Octets = [.. Octets(key, message)] };
    }

    /// <summary>Signs a message.</summary>
    internal static byte[] Octets(SoftwareKey key, ReadOnlySpan<byte> message)
    {
        using SigningContext context = key.Private.OpenContext();
        byte[] signature = new byte[AlgorithmTraits.MaximumSignatureLength];
        return signature[..context.Sign(message, signature)];
    }

    /// <summary>Makes a bundle that each of its keys signed.</summary>
    internal static KeyBundle Bundle(int slot, params SoftwareKey[] keys)
    {
        KeyBundle bundle = new()
        {
            Id = $"slot-{slot}",
            Inception = Start + (slot * 10 * Day),
            Expiration = Start + (slot * 10 * Day) + (21 * Day),
            Keys = [.. keys.Select(key => BundleKey.Of(key.Key, Ttl))],
        };
        return bundle with { Signatures = [.. keys.Select(key => Sign(bundle, key))] };
    }

    /// <summary>Makes a request.</summary>
    internal static SigningRequest Request(params ImmutableArray<KeyBundle> bundles) => new()
    {
        Id = "request-2",
        Serial = 2,
        Domain = bundles[0].Keys[0].Key.Zone,
        Policy = Policy([.. bundles.SelectMany(bundle => bundle.Keys)
            .Select(key => AlgorithmParameters.Of(key.Key)).Distinct()]),
        Bundles = bundles,
    };

    /// <summary>The policy that <see cref="Bundle"/> keeps.</summary>
    internal static BundlePolicy Policy(ImmutableArray<AlgorithmParameters> algorithms) => new()
    {
        PublishSafety = 10 * Day,
        RetireSafety = 10 * Day,
        MaxSignatureValidity = 21 * Day,
        MinSignatureValidity = 21 * Day,
        MaxValidityOverlap = 12 * Day,
        MinValidityOverlap = 9 * Day,
        Algorithms = algorithms,
    };
}
