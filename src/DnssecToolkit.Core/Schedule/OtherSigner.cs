using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Another signer of a zone (RFC 8901), as the rows of his keys (<c>signer=</c>) say.</summary>
/// <param name="Name">His name.</param>
/// <param name="Serves">When resolvers may get answers from him: from when all can know a key of his that
/// signs the zone and, where a row says which KSK he has, the DS of one, which may have been there before it
/// was seen; until he has ceased, or the last DS has gone.</param>
/// <param name="Trusted">The part of it in which a DS of his is proven to lead to him.</param>
/// <param name="KeySets">Which of his KSKs sign his DNSKEY RRset; none where no row says so.</param>
internal sealed record OtherSigner(
    string Name, Interval Serves, Interval Trusted, List<Stretch<RehearsedKeySet>> KeySets)
{
    /// <summary>Gives the other signers of a zone.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="parent">When the parent has the DS of which key.</param>
    /// <param name="now">The present.</param>
    internal static IReadOnlyList<OtherSigner> Of(
        KeySchedule schedule, ImmutableArray<Interval> parent, Timestamp now) =>
        [.. schedule.Keys.Select(key => key.Signer).OfType<string>().Distinct(StringComparer.Ordinal)
            .Select(name => Of(schedule, parent, now, name)).Where(other => !other.Serves.IsEmpty)];

    /// <summary>When another signer signs the zone with a key: from when every resolver can know it until its
    /// end, on which he agreed; what nobody agreed on is not over yet. Empty for other keys.</summary>
    internal static Interval SignsWith(KeySchedule schedule, KeyIndexEntry key, Timestamp now)
    {
        if (key.Signer is null || !key.SignsZone)
        {
            return default;
        }

        RolloverPolicy policy = schedule.Policy;
        Timestamp forgotten = key.Removed - policy.ZskRetireInterval;
        Timestamp until = key.Ended < key.Removed ? key.Ended
            : key.Removed > now && now > forgotten ? now : forgotten;
        return new Interval(key.Publish + policy.PublicationInterval, until);
    }

    private static OtherSigner Of(
        KeySchedule schedule, ImmutableArray<Interval> parent, Timestamp now, string name)
    {
        Interval[] signs = [.. schedule.Keys.Where(key => key.Signer == name)
            .Select(key => SignsWith(schedule, key, now)).Where(time => !time.IsEmpty)];
        int[] ksks = [.. Enumerable.Range(0, schedule.Keys.Length).Where(place =>
            schedule.Keys[place] is { IsSep: true } key && key.Signer == name && !parent[place].IsEmpty)];
        Interval serves = HullOf(signs);
        Interval trusted = serves;
        if (ksks.Length > 0)
        {
            long known = schedule.Policy.KskRetireInterval;
            Interval seen = HullOf([.. ksks.Select(place => parent[place])]);
            Timestamp first = ksks.Min(place => PossibleSince(schedule, parent, place));
            trusted = serves.And(seen with { Start = seen.Start + known });
            serves = serves.And(seen with { Start = first + known });
        }

        Interval[] published = [.. ksks.Select(place => PublishedByHim(schedule.Keys[place]))];
        IEnumerable<Timestamp> turns = published
            .SelectMany(time => new[] { time.Start, time.End }).Distinct().Order();
        return new OtherSigner(name, serves, trusted, Stretch<RehearsedKeySet>.Divide(turns, moment =>
        {
            int[] present = [.. ksks.Where((_, i) => published[i].Contains(moment))];
            return new RehearsedKeySet(present, present, []);
        }, RehearsedKeySet.HaveSameKeys));
    }

    // Who looks late sees late: it is there as early as is expected of one that nobody looked for.
    private static Timestamp PossibleSince(KeySchedule schedule, ImmutableArray<Interval> parent, int place)
    {
        Timestamp expected = schedule.Keys[place].Publish + schedule.Policy.PublicationInterval;
        Timestamp ours = Enumerable.Range(0, parent.Length)
            .Where(other => schedule.Keys[other].Signer is null && !parent[other].IsEmpty)
            .Select(other => parent[other].Start).Append(parent[place].Start).Min();
        Timestamp possible = expected > ours ? expected : ours;
        return possible < parent[place].Start ? possible : parent[place].Start;
    }

    private static Interval HullOf(Interval[] times) => times.Length == 0 ? default
        : new Interval(times.Min(time => time.Start), times.Max(time => time.End));

    // Whose DS the parent had before it was published here he had before.
    private static Interval PublishedByHim(KeyIndexEntry ksk) =>
        new(ksk.DsSeen < ksk.Publish ? ksk.DsSeen.Value : ksk.Publish, ksk.Removed);
}
