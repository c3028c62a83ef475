using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Tests.Schedule;

/// <summary>Resolvers that walk through time moment by moment and try all that their caches may hold: the
/// plain way to rehearse.</summary>
/// <remarks>Shares with the rehearsal the roles of keys and when the parent has which DS, and nothing of its
/// arithmetic of intervals.</remarks>
internal sealed class WalkingResolvers
{
    private readonly KeySchedule _schedule;
    private readonly Interval[] _ds;
    private readonly Timestamp[] _turns;
    private readonly IReadOnlyList<OtherSigner> _others;

    internal WalkingResolvers(KeySchedule schedule, ParentConduct conduct, Timestamp now)
    {
        RolloverPolicy policy = schedule.Policy;
        _ds = [.. ParentTimeline.Of(schedule, conduct, now)];
        _others = OtherSigner.Of(schedule, [.. _ds], now);
        _schedule = conduct == ParentConduct.Silent
            ? schedule : RehearsedWorld.ByDatesAlone(schedule, [.. _ds], now);
        _turns = [.. _schedule.Keys.SelectMany(key => new[]
        {
            key.Publish, key.Start, key.Ended, key.Removed, key.Presign, key.Revoke, key.DsGone
                + policy.KskRetireInterval,
            key.Postsign, key.DsSeen + policy.KskRetireInterval,
        }).OfType<Timestamp>().Concat(_ds.SelectMany(time => new[] { time.Start, time.End })).Distinct()];
    }

    /// <summary>Every turn, the seconds beside it, and every hour of a time.</summary>
    internal IEnumerable<Timestamp> Moments(Interval time, long step = 3_600) => _turns
        .SelectMany(turn => new[] { turn - 1, turn, turn + 1 })
        .Concat(Enumerable.Range(0, (int)(time.Seconds / step)).Select(i => time.Start + (i * step)))
        .Where(time.Contains).Distinct().Order();

    /// <summary>The beginnings of times in which what caches may hold is the same.</summary>
    internal IEnumerable<Timestamp> Cells(Interval time)
    {
        RolloverPolicy policy = _schedule.Policy;
        long[] kept = [0, policy.PublicationInterval, policy.ZskRetireInterval, policy.KskRetireInterval];
        return _turns.SelectMany(turn => kept.Select(length => turn + length)).Append(time.Start)
            .Where(time.Contains);
    }

    /// <summary>Whether some mix of what may be cached at a moment does not validate by any path.</summary>
    internal bool IsBroken(Timestamp moment)
    {
        RolloverPolicy policy = _schedule.Policy;
        ScheduledRoles[] keySets = [.. Fetched(moment, policy.PublicationInterval).Select(_schedule.RolesAt)];
        ScheduledRoles[] signers = [.. Fetched(moment, policy.ZskRetireInterval).Select(_schedule.RolesAt)];
        foreach (Timestamp fetched in Fetched(moment, policy.KskRetireInterval))
        {
            int[] ds = [.. Enumerable.Range(0, _ds.Length).Where(key => _ds[key].Contains(fetched))];
            if (ds.Length > 0 && _others.Any(other => IsBroken(other, ds, signers, moment)))
            {
                return true;
            }

            if (ds.Length > 0 && keySets.Any(keys => !ds.Any(key => Contains(keys.SignDnskey, keys, key))
                || signers.Any(data => !data.SignZone.Except(data.Revoked)
                    .Any(key => keys.Publish.Except(keys.Revoked).Contains(key)))))
            {
                return true;
            }
        }

        return false;
    }

    // What was fetched from another signer: his KSKs' signature of it, and the keys from here as late as he
    // may have them.
    private bool IsBroken(OtherSigner other, int[] ds, ScheduledRoles[] signers, Timestamp moment)
    {
        (Timestamp from, Timestamp until) = FetchedWithin(other.Serves, moment);
        (Timestamp first, Timestamp last) = FetchedWithin(other.Trusted, moment);
        Timestamp late = from - _schedule.Policy.SignerDelay.Seconds;
        ScheduledRoles[] keySets = from > until ? []
            : [.. _turns.Where(turn => turn > late && turn <= until).Append(late).Select(_schedule.RolesAt)];
        return signers.Any(data => keySets.Any(keys =>
                !data.SignZone.Except(data.Revoked)
                    .Any(key => keys.Publish.Except(keys.Revoked).Contains(key))))
            || (first <= last && other.KeySets
                .Any(his => his.Time.Start <= last && his.Time.End > first
                    && his.Version.SignDnskey.Length > 0 && !his.Version.SignDnskey.Intersect(ds).Any()));
    }

    // The first and the last moment at which a key set that is still cached can have been asked for.
    private (Timestamp First, Timestamp Last) FetchedWithin(Interval time, Timestamp moment)
    {
        Timestamp oldest = moment - _schedule.Policy.PublicationInterval;
        return (oldest > time.Start ? oldest : time.Start, moment < time.End ? moment : time.End - 1);
    }

    private bool Contains(IEnumerable<KeyIndexEntry> signers, ScheduledRoles roles, int key) =>
        signers.Except(roles.Revoked).Contains(_schedule.Keys[key]);

    // A version changes at turns only, so that these moments have met every one that the time has.
    private IEnumerable<Timestamp> Fetched(Timestamp moment, long kept) =>
        _turns.Where(turn => turn > moment - kept && turn <= moment).Append(moment - kept);
}
