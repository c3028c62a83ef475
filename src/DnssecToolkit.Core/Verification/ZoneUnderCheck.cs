using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>What all checks of one verification share; safe for several threads.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Policy">What is to be found out.</param>
/// <param name="Walk">What each name is to the zone.</param>
/// <param name="Keys">The DNSKEY RRset.</param>
internal sealed record ZoneUnderCheck(Zone Zone, VerificationPolicy Policy, ZoneWalk Walk, ApexKeys Keys)
{
    /// <summary>The TTL of NSEC and NSEC3: the lesser of the SOA's MINIMUM
    /// and its own TTL (RFC 9077 §3).</summary>
    public uint DenialTtl { get; } = Math.Min(Zone.Soa.Minimum, Zone.Soa.Ttl);

    /// <summary>The previous version's DNSKEY RRset; null where none is compared.</summary>
    public ApexKeys? PreviousKeys { get; } =
        Policy.Previous is { } previous ? ApexKeys.Of(previous, new FindingSink()) : null;

    /// <summary>The keys that sign before they are published, or after, as the keyindex has it.</summary>
    public IReadOnlySet<(DnssecAlgorithm Algorithm, int Tag)> PresigningKeys { get; } =
        PresigningAt(Policy, Zone);

    /// <summary>Those of <see cref="PresigningKeys"/> whose signatures can be verified: the previous version
    /// has them, or the policy.</summary>
    public ApexKeys FindAbsentKeys() => ApexKeys.Of((PreviousKeys?.Keys ?? []).Select(key => key.Key)
        .Concat(Policy.KeysToCome)
        .Where(key => PresigningKeys.Contains((key.Algorithm, key.Tag.Value))
            && Keys.Find(key.Algorithm, key.Tag) is null));

    /// <summary>Where a name's first record stood; for an empty non-terminal, the first record below
    /// it.</summary>
    public SourceLocation LocationOf(int node)
    {
        for (; node < Zone.NodeCount; node++)
        {
            foreach (RRset rrset in Zone.RRsetsOf(node))
            {
                return rrset.LocationOf(0);
            }
        }

        return default;
    }

    /// <summary>Reports an NSEC or NSEC3 RRset that has another TTL than RFC 9077 asks for.</summary>
    public void CheckDenialTtl(RRset rrset, FindingSink sink)
    {
        if (rrset.Ttl != DenialTtl)
        {
            sink.Add(
                CheckCodes.NsecTtl,
                rrset.LocationOf(0),
                $"{Phrase.Set(rrset)} has TTL {rrset.Ttl}, and the SOA asks for {DenialTtl}");
        }
    }

    private static HashSet<(DnssecAlgorithm Algorithm, int Tag)> PresigningAt(
        VerificationPolicy policy, Zone zone)
    {
        Timestamp now = policy.Moments[0];
        return [.. (policy.KeyIndex?.EntriesOf(zone.Apex) ?? [])
            .Where(entry => (entry.Presign <= now && now < entry.Publish)
                || (entry.Removed <= now && now < entry.Postsign))
            .Select(entry => (entry.Algorithm, entry.Tag))
            .Concat(policy.KeysToCome.Select(key => (key.Algorithm, (int)key.Tag.Value)))];
    }
}
