using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Checks who vouches for the DNSKEY RRset: KSKs, revoked keys, and what resolvers trust
/// (RFC 4035 §5.2, RFC 5011 §2.1).</summary>
internal static class KeyCheck
{
    /// <summary>Checks a signed zone.</summary>
    public static void Run(ZoneUnderCheck context, FindingSink sink)
    {
        context.Keys.ReportCollisions(sink);
        if (!context.Zone.TryFind(0, RRType.DNSKEY, out RRset rrset))
        {
            sink.Add(
                CheckCodes.DnskeyMissing, context.LocationOf(0),
                $"{context.Zone.Apex} has DNSSEC records but no DNSKEY");
            return;
        }

        List<ApexKey> vouching = ApexSigners.Of(context.Zone, context.Keys, RRType.DNSKEY, context.Policy);
        CheckRevoked(context, vouching, sink);
        CheckSecureEntryPoints(context, vouching, rrset.LocationOf(0), sink);
        CheckAnchors(context, vouching, rrset.LocationOf(0), sink);
    }

    private static void CheckRevoked(ZoneUnderCheck context, List<ApexKey> vouching, FindingSink sink)
    {
        foreach (ApexKey key in context.Keys.Keys)
        {
            if (key.Key.IsRevoked && !vouching.Contains(key))
            {
                sink.Add(
                    CheckCodes.DnskeyRevokedNotSelfSigned,
                    key.Location,
                    $"{key.Label} is revoked but does not sign the DNSKEY RRset");
            }
        }
    }

    private static void CheckSecureEntryPoints(
        ZoneUnderCheck context, List<ApexKey> vouching, SourceLocation place, FindingSink sink)
    {
        foreach (DnssecAlgorithm algorithm in context.Keys.Algorithms)
        {
            List<ApexKey> entryPoints =
                [
                    .. context.Keys.Keys.Where(
                        key => key.MaySign && key.Key.IsSep && key.Key.Algorithm == algorithm),
                ];
            if (entryPoints.Count > 0 && !entryPoints.Exists(vouching.Contains))
            {
                sink.Add(
                    CheckCodes.DnskeyUnsignedByKsk,
                    place,
                    $"the DNSKEY RRset is not signed by"
                    + $" {Phrase.Some(entryPoints.Select(key => key.Label), " or ")}");
            }
        }
    }

    private static void CheckAnchors(
        ZoneUnderCheck context, List<ApexKey> vouching, SourceLocation place, FindingSink sink)
    {
        bool IsTrustedBy(IReadOnlyList<TrustAnchor> anchors) => anchors.Count == 0
            || vouching.Any(
                key => key.MaySign && anchors.Any(anchor => anchor.Names(context.Zone.Apex, key.Key)));

        IReadOnlyList<TrustAnchor> now = TrustAnchor.Heeded(context.Policy.TrustAnchors);
        IReadOnlyList<TrustAnchor> next = TrustAnchor.Heeded(context.Policy.NextTrustAnchors);
        if (!IsTrustedBy(now))
        {
            sink.Add(
                CheckCodes.DnskeyNotTrusted, place,
                $"none of the {now.Count} trust anchors given is a key that signs the DNSKEY RRset");
        }

        if (!IsTrustedBy(next))
        {
            sink.Add(
                CheckCodes.DnskeyNextNotTrusted, place,
                $"none of the {next.Count} DS to come is of a key that signs the DNSKEY RRset already");
        }

        IEnumerable<DnssecAlgorithm> algorithms = now.Concat(next).Select(anchor => anchor.Algorithm);
        foreach (DnssecAlgorithm algorithm in algorithms.Distinct().Order())
        {
            if (!context.Keys.Algorithms.Contains(algorithm))
            {
                sink.Add(
                    CheckCodes.DnskeyDsAlgorithm, place,
                    $"the parent has a DS of algorithm {(int)algorithm}, and the zone is not signed with it");
            }
        }
    }
}
