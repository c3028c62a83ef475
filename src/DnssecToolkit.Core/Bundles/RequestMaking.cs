using System.Collections.Immutable;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>Makes a request: the ZSKs of each slot, and each one's proof of possession.</summary>
public static class RequestMaking
{
    private const long ProofValidity = 30 * 86_400; // nobody looks at it; ICANN's files have a month

    /// <summary>Makes a request.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="slots">The slots.</param>
    /// <param name="keys">The zone's ZSKs in a slot (<see cref="ZskRoster"/>).</param>
    /// <param name="policy">How long things take in the zone.</param>
    /// <param name="name">The request's name and number.</param>
    /// <param name="now">The present.</param>
    /// <param name="sign">Makes the proofs.</param>
    /// <param name="covered">When the signatures end of the bundle that is served until the first of these;
    /// null where there is none.</param>
    /// <exception cref="Diagnostics.RefusedException">A slot has no ZSK, or a proof does not
    /// verify.</exception>
    /// <exception cref="Diagnostics.KeyUnavailableException">A ZSK's private half is not here, or
    /// failed.</exception>
    public static SigningRequest Make(
        DomainName zone, RequestSlots slots, Func<Interval, IEnumerable<ZoneKey>> keys, RolloverPolicy policy,
        (string Id, ulong Serial) name, Timestamp now, BundleSigner sign, Timestamp? covered = null)
    {
        uint ttl = (uint)policy.DnskeyTtl.Seconds;
        ImmutableArray<KeyBundle> bundles =
        [
            .. slots.Intervals().Select((slot, number) => Bundle(
                $"{name.Id}-{number + 1}", slot, slots.Validity, ttl, keys, now, sign)),
        ];
        return new SigningRequest
        {
            Id = name.Id,
            Serial = name.Serial,
            Domain = zone,
            Policy = PolicyOf(bundles, slots, policy, covered - slots.From),
            Bundles = bundles,
        };
    }

    private static KeyBundle Bundle(
        string id, Interval slot, long validity, uint ttl, Func<Interval, IEnumerable<ZoneKey>> keys,
        Timestamp now, BundleSigner sign)
    {
        KeyBundle bundle = new()
        {
            Id = id,
            Inception = slot.Start,
            Expiration = slot.Start + validity,
            Keys = [.. keys(slot).Distinct().Select(key => BundleKey.Of(key, ttl))],
        };
        if (bundle.Keys.IsEmpty)
        {
            throw new Diagnostics.RefusedException(
                Diagnostics.CheckCodes.SigningKeyMissing,
                $"no ZSK is published between {slot.Start} and {slot.End}",
                "let --zsk-lifetime make the coming ones, or see `keyall key list`");
        }

        (Timestamp, Timestamp) times = (now, now + ProofValidity);
        return bundle with
        {
            Signatures = [.. bundle.Keys.Select(key => ResponseSigning.SignatureOver(bundle, RRType.DNSKEY,
                ttl, key.Key, times, sign))],
        };
    }

    // A ceremony that is held late, or that replaces bundles, overlaps with the last bundle by less, or by
    // more, than its own do.
    private static BundlePolicy PolicyOf(
        ImmutableArray<KeyBundle> bundles, RequestSlots slots, RolloverPolicy policy, long? overlap)
    {
        BundlePolicy claims = PolicyOf(bundles, slots, policy);
        return claims with
        {
            MaxValidityOverlap = Math.Max(claims.MaxValidityOverlap, overlap ?? 0),
            MinValidityOverlap = overlap > 0
                ? Math.Min(claims.MinValidityOverlap, overlap.Value) : claims.MinValidityOverlap,
        };
    }

    private static BundlePolicy PolicyOf(ImmutableArray<KeyBundle> bundles, RequestSlots slots, RolloverPolicy policy) => new()
    {
        PublishSafety = policy.PublicationInterval,
        RetireSafety = policy.ZskRetireInterval,
        MaxSignatureValidity = slots.Validity,
        MinSignatureValidity = slots.Validity,
        MaxValidityOverlap = slots.Validity - bundles.Zip(bundles.Skip(1),
            (earlier, later) => later.Inception - earlier.Inception).Append(slots.Interval / 2).Min(),
        MinValidityOverlap = Math.Max(0, slots.Validity - (slots.Interval * 3 / 2)),
        Algorithms = [.. bundles.SelectMany(bundle => bundle.Keys)
            .Select(key => AlgorithmParameters.Of(key.Key)).Distinct()],
    };
}
