using System.Collections.Immutable;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>Makes the response to a request: adds the KSKs to each bundle and signs it.</summary>
public static class ResponseSigning
{
    /// <summary>Makes a response.</summary>
    /// <param name="request">The request, checked; each bundle with its expiration.</param>
    /// <param name="duties">What the KSKs do in a slot; slots count from 0.</param>
    /// <param name="policy">How to sign.</param>
    /// <param name="sign">Makes the signatures.</param>
    /// <exception cref="RefusedException">No KSK signs a slot, or what a key made does not
    /// verify.</exception>
    /// <exception cref="KeyUnavailableException">A key is not here, or failed.</exception>
    public static SignedResponse Sign(
        SigningRequest request, Func<int, KeyBundle, KskDuties> duties, ResponsePolicy policy,
        BundleSigner sign)
    {
        DemandSigners(request, duties);
        ImmutableArray<KeyBundle> bundles =
        [
            .. request.Bundles.Select((bundle, slot) => SignBundle(bundle, duties(slot, bundle), policy,
                sign)),
        ];
        BundlePolicy kskPolicy = PolicyOf(bundles, policy);
        return new SignedResponse
        {
            Id = request.Id,
            Serial = request.Serial,
            Domain = request.Domain,
            KskPolicy = kskPolicy,
            ZskPolicy = request.Policy ?? kskPolicy,
            Bundles = bundles,
        };
    }

    /// <summary>Stops where a bundle would have no signature, before anything is signed.</summary>
    /// <param name="request">The request.</param>
    /// <param name="duties">What the KSKs do in a slot; slots count from 0.</param>
    /// <exception cref="RefusedException">No KSK signs a slot.</exception>
    /// <exception cref="KeyUnavailableException">A key is not here.</exception>
    public static void DemandSigners(SigningRequest request, Func<int, KeyBundle, KskDuties> duties)
    {
        for (int slot = 0; slot < request.Bundles.Length; slot++)
        {
            KeyBundle bundle = request.Bundles[slot];
            if (duties(slot, bundle).Sign.IsEmpty)
            {
                throw new RefusedException(
                    CheckCodes.SkrVerify, $"bundle {bundle.Id}: no KSK signs at {bundle.Inception}",
                    "a KSK signs from its row's start in the keyindex, or its file's Activate (`keyall key list`): let the request "
                    + "begin later (`request make --from`), or give the KSK another moment");
            }
        }
    }

    /// <summary>Makes a signature over a bundle's RRset of a type, and verifies it.</summary>
    /// <param name="bundle">The bundle with all its keys.</param>
    /// <param name="type">DNSKEY, CDS or CDNSKEY.</param>
    /// <param name="ttl">The RRset's TTL in seconds.</param>
    /// <param name="key">Who signs.</param>
    /// <param name="times">When the signature begins and ends.</param>
    /// <param name="sign">Makes it.</param>
    /// <exception cref="RefusedException">What the key made does not verify.</exception>
    internal static BundleSignature SignatureOver(
        KeyBundle bundle, RRType type, uint ttl, ZoneKey key,
        (Timestamp Inception, Timestamp Expiration) times, BundleSigner sign)
    {
        BundleSignature unsigned = new()
        {
            KeyIdentifier = bundle.Keys.First(other => other.Key.Equals(key)).Identifier,
            Ttl = ttl,
            TypeCovered = type,
            Algorithm = key.Algorithm,
            Labels = (byte)key.Zone.LabelCount,
            OriginalTtl = ttl,
            Expiration = times.Expiration,
            Inception = times.Inception,
            Tag = key.Tag,
            Signer = key.Zone,
        };
        BundleSignature signature =
            unsigned with { Octets = [.. sign(key, unsigned.MessageOver(key.Zone, bundle.RDataOf(type)))] };
        return bundle.VerifiedSignerOf(key.Zone, signature)?.Equals(key) == true
            ? signature
            : throw new RefusedException(
                CheckCodes.SkrVerify,
                $"bundle {bundle.Id}: the signature that {key} made over {type} does not verify",
                "nothing was written; see to the key or its token, and sign again");
    }

    private static KeyBundle SignBundle(
        KeyBundle asked, KskDuties duties, ResponsePolicy policy, BundleSigner sign)
    {
        uint ttl = asked.Ttl;
        KeyBundle bundle = asked with
        {
            Keys = [.. asked.Keys,
                .. duties.Publish.Where(key => !asked.Keys.Any(other => other.Key.Equals(key)))
                .Select(key => BundleKey.Of(key, ttl))],
            Signers = [],
            Signatures = [],
            ForParent = policy.ForParent ? RecordsForParent(duties, ttl) : [],
        };
        (Timestamp, Timestamp) times = (asked.Inception - policy.InceptionOffset, asked.Expiration!.Value);
        return bundle with
        {
            Signatures =
            [
                .. duties.Sign.Select(key => SignatureOver(bundle, RRType.DNSKEY, ttl, key, times, sign)),
                .. bundle.ForParent.Select(record => record.Type).Distinct()
                .SelectMany(type => duties.Sign.Where(key => !key.IsRevoked)
                    .Select(key => SignatureOver(bundle, type, ttl, key, times, sign))),
            ],
        };
    }

    // RFC 7344 §4: for the KSKs that the parent's DS may name, revoked ones left out.
    private static ImmutableArray<ParentRecord> RecordsForParent(KskDuties duties, uint ttl)
    {
        ZoneKey[] keys = [.. duties.Sign.Where(key => !key.IsRevoked)];
        return
        [
            .. keys.Select(key => new ParentRecord(RRType.CDNSKEY, ttl, [.. key.RData])),
            .. keys.Select(key => new ParentRecord(RRType.CDS, ttl, [.. key.ToDsRData(DsDigestType.SHA256)])),
        ];
    }

    private static BundlePolicy PolicyOf(ImmutableArray<KeyBundle> bundles, ResponsePolicy policy)
    {
        long[] validities = [.. bundles.Select(bundle => bundle.Expiration!.Value - bundle.Inception)];
        long[] overlaps = [.. bundles
            .Zip(bundles.Skip(1),
                (earlier, later) => Math.Max(0, earlier.Expiration!.Value - later.Inception))
                .DefaultIfEmpty(0)];
        return new BundlePolicy
        {
            PublishSafety = policy.PublishSafety,
            RetireSafety = policy.RetireSafety,
            MaxSignatureValidity = validities.Max(),
            MinSignatureValidity = validities.Min(),
            MaxValidityOverlap = overlaps.Max(),
            MinValidityOverlap = overlaps.Min(),
            Algorithms = [.. bundles.SelectMany(bundle => bundle.EntryPoints)
                .Select(key => AlgorithmParameters.Of(key.Key)).Distinct()],
        };
    }
}
