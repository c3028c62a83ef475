using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Planning;
using DnssecToolkit.Records;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Operations;

/// <summary>The DNSKEY RRset that an offline KSK signed for a moment, and what keys do then.</summary>
internal sealed class PresignedKeySet
{
    private readonly KeyBundle _bundle;
    private readonly Dictionary<ZoneKey, Dictionary<RRType, byte[]>> _signatures;

    private PresignedKeySet(KeyBundle bundle, KeyRoles roles,
        Dictionary<ZoneKey, Dictionary<RRType, byte[]>> signatures)
    {
        _bundle = bundle;
        Roles = roles;
        _signatures = signatures;
    }

    /// <summary>What the keys do.</summary>
    internal KeyRoles Roles { get; }

    /// <summary>The keys that sign, those of the response with their signatures.</summary>
    internal IReadOnlyList<SigningKey> Keys => [.. SigningKey.Of(Roles).Select(WithSignatures)];

    /// <summary>Finds the bundle of a run's moment.</summary>
    /// <param name="job">The run; its directory of responses is set.</param>
    /// <param name="keys">The zone's keys on this side.</param>
    /// <param name="scheduled">Their rows in the keyindex, or null.</param>
    /// <param name="own">What they do at that moment, were there no responses.</param>
    /// <param name="previous">The previous version of the zone, or null.</param>
    /// <param name="caches">What resolvers can have, or null where that is not recorded.</param>
    /// <param name="findings">Takes what is remarkable.</param>
    /// <exception cref="UnreadableInputException">A response cannot be read.</exception>
    /// <exception cref="RefusedException">No response covers the moment, a signature in it is wrong, or no
    /// key that may sign is known to resolvers.</exception>
    internal static PresignedKeySet Load(
        ZoneSigningJob job, KeyDirectory keys, ScheduledKeys? scheduled, KeyRoles own, Zone? previous,
        ServedCaches? caches, FindingList findings)
    {
        string path = job.Responses!;
        Timestamp moment = job.Signing.Moment;
        ResponseDirectory responses = ResponseDirectory.Read(path, keys.Zone);
        bool hasGivenUp = scheduled?.HasGivenUp == true;
        KeyBundle bundle = responses.At(moment) ?? throw new RefusedException(
            CheckCodes.SkrAbsent, $"{path}: no response for {keys.Zone} is valid at {moment}",
            hasGivenUp ? $"the zone has no keys any more by the keyindex: {KeySchedule.WayToUnsigned}"
                : "import one with `keyall response import`; is the clock or --time right?");
        long runway = responses.CoveredUntil(moment) - moment;
        if (runway < BundleRunway.Enough)
        {
            findings.Add(new Finding(
                CheckCodes.SkrRunway, new SourceLocation(path), $"the responses for {keys.Zone} end in {new Period(0, runway)}")
            {
                Hint = hasGivenUp ? KeySchedule.WayToUnsigned
                    : "make the next request with `keyall request make`",
            });
        }

        long interval = Math.Max(job.Rollover.PublicationInterval, bundle.Ttl);
        StandInSigner standIn = new(responses, bundle, keys, scheduled, previous, caches, job)
        {
            Withdrawn = scheduled is null ? [] : [.. bundle.Keys.Select(key => key.Key.Algorithm)
                .Except(own.Publish.Select(key => key.Algorithm))],
        };
        Dictionary<ZoneKey, Dictionary<RRType, byte[]>> signatures = SignaturesOf(bundle, keys.Zone);
        KeyRoles roles = RolesOf(
            bundle, signatures.Keys, own, (algorithm, due) =>
                standIn.ForDue(algorithm, due, moment, interval, findings), findings);
        return new PresignedKeySet(bundle, roles, signatures);
    }

    /// <summary>The additions with the bundle's TTL, keys and records for the parent in them.</summary>
    internal PreparationPolicy Within(PreparationPolicy additions) => additions with
    {
        Published = Roles.Publish,
        DnskeyTtl = _bundle.Ttl,
        Foreign = ForeignDnskeys.Remove,
        ForParent = _bundle.ForParent,
    };

    private static Dictionary<ZoneKey, Dictionary<RRType, byte[]>> SignaturesOf(KeyBundle bundle,
        DomainName zone)
    {
        Dictionary<ZoneKey, Dictionary<RRType, byte[]>> signatures = [];
        foreach (BundleSignature signature in bundle.Signatures)
        {
            ZoneKey signer = bundle.VerifiedSignerOf(zone, signature) ?? throw new RefusedException(
                CheckCodes.SkrVerify,
                $"{bundle.Location}: the signature over {signature.TypeCovered} with tag {signature.Tag} does not verify",
                "copy the response again, check it with `keyall response check`, and import it");
            if (!signatures.TryGetValue(signer, out Dictionary<RRType, byte[]>? ofKey))
            {
                signatures.Add(signer, ofKey = []);
            }

            ofKey[signature.TypeCovered] = signature.ToRData();
        }

        return signatures;
    }

    private static KeyRoles RolesOf(
        KeyBundle bundle, IReadOnlyCollection<ZoneKey> signers, KeyRoles own,
        Func<DnssecAlgorithm, IReadOnlyList<ZoneKey>, IReadOnlyList<ZoneKey>> signersOf, FindingList findings)
    {
        ImmutableArray<ZoneKey> publish = [.. bundle.Keys.Select(key => key.Key).Distinct()
            .OrderBy(key => key.Algorithm).ThenBy(key => key.Tag.Value)];
        ZoneKey[] due = [.. own.SignZone.Where(key => !key.IsSep)];
        foreach (ZoneKey outside in due.Where(key => !publish.Contains(key)
            && (own.Publish.Contains(key) || !IsNew(key))))
        {
            findings.Add(new Finding(CheckCodes.SkrKeyOutside, bundle.Location,
                $"{outside} is due to sign, but is not in the signed DNSKEY RRset"));
        }

        // Data has signatures of a new algorithm before the DNSKEY RRset shows it (RFC 6781 §4.1.4).
        bool IsNew(ZoneKey key) => !publish.Any(other => other.Algorithm == key.Algorithm);

        return new KeyRoles(
            publish,
            [.. publish.Where(signers.Contains)],
            [.. publish.Select(key => key.Algorithm).Distinct()
                .SelectMany(algorithm => signersOf(algorithm,
                    [.. due.Where(key => key.Algorithm == algorithm && publish.Contains(key))])),
                .. due.Where(IsNew)],
            [.. publish.Where(key => key.IsRevoked)]);
    }

    private SigningKey WithSignatures(SigningKey key)
    {
        if (!_signatures.TryGetValue(key.Key, out Dictionary<RRType, byte[]>? own))
        {
            return key;
        }

        KeyDuty duty = (key.Duty & KeyDuty.ZoneData) | KeyDuty.Dnskey
            | (own.Count > 1 ? KeyDuty.ParentSync : KeyDuty.None);
        return key with { Duty = duty, Presigned = own };
    }
}
