using DnssecToolkit.Cryptography;

namespace DnssecToolkit.Schedule;

/// <summary>A version of the DNSKEY RRset and its signatures, and of who signs the zone, by the places of
/// keys in the schedule.</summary>
/// <param name="Publish">The keys in it without the REVOKE flag.</param>
/// <param name="SignDnskey">Those of them that sign it.</param>
/// <param name="SignZone">Who signs the zone at that time.</param>
internal sealed record RehearsedKeySet(int[] Publish, int[] SignDnskey, int[] SignZone)
{
    /// <summary>The keys in it of an algorithm of which no key signs it, a revoked one included.</summary>
    internal int[] Unsigned { get; private init; } = [];

    /// <summary>Takes what the keys do, leaving out revoked ones: their tag is another.</summary>
    internal static RehearsedKeySet Of(ScheduledRoles roles, IReadOnlyDictionary<KeyIndexEntry, int> places)
    {
        int[] revoked = [.. roles.Revoked.Select(key => places[key])];
        HashSet<DnssecAlgorithm> signed = [.. roles.SignDnskey.Select(key => key.Algorithm)
            .Concat(ComingFromElsewhere(places.Keys))];
        return new RehearsedKeySet(
            [.. roles.Publish.Select(key => places[key]).Except(revoked)],
            [.. roles.SignDnskey.Select(key => places[key]).Except(revoked)],
            [.. roles.SignZone.Select(key => places[key]).Except(revoked)])
        {
            Unsigned = [.. roles.Publish.Where(key => !signed.Contains(key.Algorithm)).Select(key => places[key])],
        };
    }

    // With an offline KSK a roll of the algorithm is typed on both hosts: the rows of its KSKs come here with
    // the next response.
    private static IEnumerable<DnssecAlgorithm> ComingFromElsewhere(IEnumerable<KeyIndexEntry> rows) => rows
        .GroupBy(row => row.Algorithm)
        .Where(algorithm => !algorithm.Any(row => row.IsSep) && algorithm.Any(row => row.Presign is not null))
        .Select(algorithm => algorithm.Key);

    internal static bool HaveSameKeys(RehearsedKeySet left, RehearsedKeySet right) =>
        left.Publish.AsSpan().SequenceEqual(right.Publish)
            && left.SignDnskey.AsSpan().SequenceEqual(right.SignDnskey)
            && left.Unsigned.AsSpan().SequenceEqual(right.Unsigned);

    internal static bool HaveSameSigners(RehearsedKeySet left, RehearsedKeySet right) =>
        left.SignZone.AsSpan().SequenceEqual(right.SignZone);
}
