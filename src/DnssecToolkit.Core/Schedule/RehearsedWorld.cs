using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A zone, its parent and all resolvers, over all time.</summary>
internal sealed partial class RehearsedWorld
{
    private readonly KeySchedule _schedule;
    private readonly ParentConduct _conduct;
    private readonly Interval _horizon;
    private readonly List<Stretch<int[]>> _ds;
    private readonly List<Stretch<RehearsedKeySet>> _keySets;
    private readonly List<Stretch<RehearsedKeySet>> _signers;
    private readonly List<Stretch<int>> _elsewhere;
    private readonly IReadOnlyList<OtherSigner> _others;
    private readonly long _dsKept;
    private readonly long _keysKept;
    private readonly long _dataKept;

    private RehearsedWorld(KeySchedule schedule, ParentConduct conduct, Timestamp now, Interval horizon)
    {
        _schedule = schedule;
        _conduct = conduct;
        _horizon = horizon;
        RolloverPolicy policy = schedule.Policy;
        _dsKept = schedule.Zone.IsRoot ? policy.PublicationInterval : policy.KskRetireInterval;
        _keysKept = policy.PublicationInterval;
        _dataKept = policy.ZskRetireInterval;

        ImmutableArray<Interval> parent = ParentTimeline.Of(schedule, conduct, now);
        _ds = Stretch<int[]>.Divide(
            Turns(parent.SelectMany(time => new Timestamp?[] { time.Start, time.End })),
            moment => [.. Enumerable.Range(0, parent.Length).Where(key => parent[key].Contains(moment))],
            (left, right) => left.AsSpan().SequenceEqual(right));

        KeySchedule dated = conduct == ParentConduct.Silent ? schedule : ByDatesAlone(schedule, parent, now);
        Dictionary<KeyIndexEntry, int> places = new(ReferenceEqualityComparer.Instance);
        foreach (KeyIndexEntry key in dated.Keys)
        {
            places.Add(key, places.Count);
        }

        Dictionary<Timestamp, RehearsedKeySet> versions = [];
        List<Timestamp> turns = [.. Turns(dated.Keys.SelectMany(key => new[]
        {
            key.Presign, key.Publish, key.Start, key.Ended, key.Revoke, key.Removed, key.Postsign,
            key.DsGone + policy.KskRetireInterval, key.DsSeen + policy.KskRetireInterval,
        }))];
        foreach (Timestamp turn in turns.Prepend(Interval.Beginning))
        {
            versions.Add(turn, RehearsedKeySet.Of(dated.RolesAt(turn), places));
        }

        _elsewhere = [.. schedule.Keys
            .Select((key, place) => new Stretch<int>(OtherSigner.SignsWith(schedule, key, now), place))
            .Where(other => !other.Time.IsEmpty)];
        _others = OtherSigner.Of(schedule, parent, now);
        _keySets = Stretch<RehearsedKeySet>.Divide(turns, turn => versions[turn],
            RehearsedKeySet.HaveSameKeys);
        _signers = Stretch<RehearsedKeySet>.Divide(turns, turn => versions[turn],
            RehearsedKeySet.HaveSameSigners);
    }

    /// <summary>The keys as they go by dates: none is held beyond its removal, but for those that are
    /// already.</summary>
    /// <param name="schedule">The keys.</param>
    /// <param name="parent">When the parent has their DS.</param>
    /// <param name="now">The present.</param>
    internal static KeySchedule ByDatesAlone(KeySchedule schedule, ImmutableArray<Interval> parent,
        Timestamp now) => schedule.With(
        [.. schedule.Keys.Select((key, place) => !key.IsSep || key.Signer is not null ? key : key with
        {
            DsGone = key.Removed > now ? key.Removed - schedule.Policy.KskRetireInterval
                : key.DsGone ?? parent[place].End,
        })]);

    /// <summary>Finds what breaks in a time.</summary>
    internal static IEnumerable<RehearsalBreak> BreaksOf(
        KeySchedule schedule, ParentConduct conduct, Timestamp now, Interval horizon)
    {
        if (schedule.Keys.IsEmpty)
        {
            return [];
        }

        RehearsedWorld world = new(schedule, conduct, now, horizon);
        return Joined(world.BrokenChains().Concat(world.BrokenChainsElsewhere()))
            .Concat(Joined(world.BrokenData(Everywhere, 0, "").Concat(world.BrokenDataElsewhere())))
            .Concat(Joined(world.BrokenElsewhere()))
            .Concat(Joined(world.UnsignedKeySets()));
    }

    private static IEnumerable<Timestamp> Turns(IEnumerable<Timestamp?> moments) =>
        moments.OfType<Timestamp>()
        .Where(moment => moment > Interval.Beginning && moment < Interval.Forever).Distinct().Order();

    private IEnumerable<RehearsalBreak> BrokenChains()
    {
        foreach (Stretch<int[]> ds in Secured())
        {
            Interval met = ds.Time.Kept(_dsKept).And(_horizon);
            foreach (Stretch<RehearsedKeySet> keys in Stretch<RehearsedKeySet>.Within(_keySets, _keysKept,
                met))
            {
                if (WhoseChainBreaks(ds.Version, keys.Version) is { } resolvers)
                {
                    string lead = resolvers == RehearsalResolvers.Any
                        ? "lead to no key" : "do not lead, for each algorithm, to a key";
                    yield return new RehearsalBreak(
                        met.And(keys.Time.Kept(_keysKept)), RehearsalBreakKind.Chain, resolvers, [_conduct],
                        $"resolvers with {Cached("the DS RRset", ds.Time)} and {Cached("the DNSKEY RRset", keys.Time)}",
                        $"the DS of {Tags(ds.Version)} {lead} that signs the DNSKEY RRset: "
                        + Signed(keys.Version.SignDnskey));
                }
            }
        }
    }

    private IEnumerable<RehearsalBreak> UnsignedKeySets()
    {
        foreach (Stretch<int[]> ds in Secured())
        {
            foreach (Stretch<RehearsedKeySet> keys in Stretch<RehearsedKeySet>.Within(_keySets, 0,
                ds.Time.Kept(_dsKept).And(_horizon)))
            {
                if (keys.Version.Unsigned.Length > 0)
                {
                    yield return new RehearsalBreak(
                        keys.Time.And(ds.Time.Kept(_dsKept)).And(_horizon), RehearsalBreakKind.KeySet,
                        RehearsalResolvers.EveryAlgorithm, [_conduct],
                        $"resolvers with {Cached("the DNSKEY RRset", keys.Time)}",
                        $"no KSK or CSK of the algorithm of {Tags(keys.Version.Unsigned)} signs the DNSKEY RRset (RFC 4035 §2.2): "
                        + Signed(keys.Version.SignDnskey));
                }
            }
        }
    }

    // Who serves key sets, and how long after they were made; data is from here.
    private IEnumerable<RehearsalBreak> BrokenData(Interval serves, long late, string from)
    {
        // Only the algorithms of the DS matter for data: most zones have one stretch here.
        List<Stretch<int[]>> secured = Stretch<int[]>.Divide(_ds.Select(ds => ds.Time.Start).Skip(1),
            moment => AlgorithmsOf(_ds.Last(ds => ds.Time.Start <= moment).Version),
            (left, right) => left.AsSpan().SequenceEqual(right));
        foreach (Stretch<int[]> ds in Stretch<int[]>
            .Within(secured, _dsKept, _horizon).Where(ds => ds.Version.Length > 0))
        {
            Interval trusted = ds.Time.Kept(_dsKept).And(_horizon);
            foreach (Stretch<RehearsedKeySet> keys in Stretch<RehearsedKeySet>
                .Within(_keySets, _keysKept + late, trusted))
            {
                Interval met = keys.Time.Kept(late).And(serves).Kept(_keysKept).And(trusted);
                foreach (Stretch<RehearsedKeySet> data in Stretch<RehearsedKeySet>.Within(_signers, _dataKept,
                    met))
                {
                    if (WhoseDataBreaks(ds.Version, keys.Version, data.Version) is { } resolvers)
                    {
                        yield return new RehearsalBreak(
                            met.And(data.Time.Kept(_dataKept)), RehearsalBreakKind.Data, resolvers,
                            [_conduct],
                            $"resolvers with {Cached("the DNSKEY RRset", keys.Time)}{from} and {Cached("data", data.Time)}",
                            $"data is signed by {Named(data.Version.SignZone)}, "
                            + $"the DNSKEY RRset has {Named(keys.Version.Publish)}");
                    }
                }
            }
        }
    }

    private RehearsalResolvers? WhoseChainBreaks(int[] ds, RehearsedKeySet keys)
    {
        int[] paths = [.. ds.Where(keys.SignDnskey.Contains)];
        return paths.Length == 0 ? RehearsalResolvers.Any
            : !_schedule.Zone.IsRoot && AlgorithmsOf(ds).Except(AlgorithmsOf(paths)).Any()
            ? RehearsalResolvers.EveryAlgorithm : null;
    }

    private RehearsalResolvers? WhoseDataBreaks(int[] algorithms, RehearsedKeySet keys, RehearsedKeySet data)
    {
        int[] paths = [.. data.SignZone.Where(keys.Publish.Contains)];
        return paths.Length == 0 ? RehearsalResolvers.Any
            : !_schedule.Zone.IsRoot && algorithms.Except(AlgorithmsOf(paths)).Any()
            ? RehearsalResolvers.EveryAlgorithm : null;
    }

    private int[] AlgorithmsOf(IEnumerable<int> keys) =>
        [.. keys.Select(key => (int)_schedule.Keys[key].Algorithm).Distinct().Order()];

    private string Tags(IEnumerable<int> keys) =>
        string.Join(", ", keys.Select(key => KeyIndexText.Tag(_schedule.Keys[key].Tag)));

    private string Named(int[] keys) => keys.Length == 0 ? "nobody" : Tags(keys);

    private string Signed(int[] keys) =>
        keys.Length == 0 ? "it is not there, or nobody signs it" : $"it is signed by {Tags(keys)}";

    private static string Cached(string what, Interval time) =>
        time.Start <= Interval.Beginning ? time.End >= Interval.Forever
            ? $"{what} of any time" : $"{what} from before {time.End}"
        : time.End >= Interval.Forever
        ? $"{what} from {time.Start} on" : $"{what} of {time.Start} to {time.End}";

    // Touching breaks that concern the same resolvers are one; the first says who and why.
    private static List<RehearsalBreak> Joined(IEnumerable<RehearsalBreak> breaks)
    {
        List<RehearsalBreak> joined = [];
        foreach (RehearsalBreak broken in breaks.Where(broken => !broken.Time.IsEmpty)
            .OrderBy(broken => broken.Resolvers).ThenBy(broken => broken.Time.Start))
        {
            if (joined is [.., { } last] && last.Resolvers == broken.Resolvers
                && broken.Time.Start <= last.Time.End)
            {
                Timestamp end = broken.Time.End > last.Time.End ? broken.Time.End : last.Time.End;
                joined[^1] = last with { Time = last.Time with { End = end } };
                continue;
            }

            joined.Add(broken);
        }

        return joined;
    }
}
