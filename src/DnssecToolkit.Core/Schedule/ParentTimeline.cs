using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>When the parent has the DS of which key: what the keyindex records, and for the rest what is
/// expected.</summary>
/// <remarks>In the root zone: when resolvers trust which key by RFC 5011. They keep it for good. The DS of
/// other signers' KSKs (RFC 8901) are there as their rows say.</remarks>
internal sealed class ParentTimeline
{
    private readonly KeySchedule _schedule;
    private readonly ParentConduct _conduct;
    private readonly Timestamp _now;
    private readonly KeyIndexEntry[] _keys;

    private ParentTimeline(KeySchedule schedule, ParentConduct conduct, Timestamp now)
    {
        _schedule = schedule;
        _conduct = conduct;
        _now = now;
        _keys = [.. schedule.Keys.Where(key => key.IsSep && key.Signer is null
            && (key.Start < key.Removed || key.DsSeen is not null || key.DsAsk is not null))
            .OrderBy(key => key.Start).ThenBy(key => key.Publish)];
    }

    /// <summary>Works out the times, in the order of the schedule's keys; empty for a key whose DS is never
    /// there.</summary>
    /// <param name="schedule">The keys.</param>
    /// <param name="conduct">What the parent does.</param>
    /// <param name="now">What is not recorded happens from here on.</param>
    internal static ImmutableArray<Interval> Of(KeySchedule schedule, ParentConduct conduct, Timestamp now)
    {
        ParentTimeline timeline = new(schedule, conduct, now);
        Timestamp first = timeline._keys.Select((_, place) => timeline.Seen(place)).Append(Interval.Forever)
            .Min();
        return [.. schedule.Keys.Select(key => key is { Signer: not null, IsSep: true }
            ? timeline.Foreign(key, first)
            : Array.IndexOf(timeline._keys, key) is >= 0 and int place
            ? new Interval(timeline.Seen(place), timeline.Gone(place)) : default)];
    }

    // The DS of another signer's KSK: before the first of ours is there nobody comes to us, whatever leads to
    // him.
    private Interval Foreign(KeyIndexEntry key, Timestamp first)
    {
        Timestamp seen = key.DsSeen ?? (_conduct == ParentConduct.Silent && key.Publish > _now
            ? Interval.Forever : key.Publish + _schedule.Policy.PublicationInterval);
        Timestamp left = key.Removed - _schedule.Policy.KskRetireInterval;
        Timestamp gone = key.DsGone ?? (_conduct == ParentConduct.Silent ? Interval.Forever
            : key.DsSeen is null ? left : Latest(left, _now)); // what was seen has not gone yet
        return _schedule.Zone.IsRoot ? default : new Interval(Latest(seen, first), gone);
    }

    private Timestamp Seen(int place)
    {
        KeyIndexEntry key = _keys[place];
        Timestamp ready = _schedule.MilestonesOf(key).Ready;
        if (key.DsSeen is { } seen)
        {
            return seen;
        }

        // The first key's DS is what the zone lives by: nobody would have asked for it too soon.
        if (place == 0 || _schedule.Zone.IsRoot)
        {
            return ready;
        }

        return _conduct == ParentConduct.Silent ? Interval.Forever
            : Latest(ready, _now)
            + (_conduct == ParentConduct.Replaces ? _schedule.Policy.ParentRegistrationDelay.Seconds : 0);
    }

    private Timestamp Gone(int place)
    {
        KeyIndexEntry key = _keys[place];
        if (key.DsGone is { } gone)
        {
            return gone;
        }

        if (_schedule.Zone.IsRoot)
        {
            return key.Revoke ?? Interval.Forever;
        }

        if (_conduct == ParentConduct.Silent)
        {
            return Interval.Forever;
        }

        long late = _conduct == ParentConduct.Replaces ? _schedule.Policy.ParentRegistrationDelay.Seconds : 0;
        if (_schedule.DsFirstAfter(key) is { } first)
        {
            return Latest(first.SignsKeysFrom + _schedule.Policy.PublicationInterval, _now) + late;
        }

        // A parent that has one DS at a time cannot take the DS of a key before the key: it is asked for
        // where it takes two.
        Timestamp last = LastUse(key) - _schedule.Policy.KskRetireInterval;
        int[] others = [.. Enumerable.Range(0, _keys.Length).Where(other => other != place
            && !_keys[other].NeverSigns && (_conduct == ParentConduct.Replaces
            ? other > place && _keys[other].DsAsk is null : LastUse(_keys[other]) > LastUse(key)))];
        return others.Length == 0 ? Latest(last, _now + _schedule.Policy.ParentRegistrationDelay.Seconds)
            : _conduct == ParentConduct.Replaces ? Latest(others.Min(Seen), _now)
            : Latest(Latest(last, others.Min(Seen)), _now);
    }

    private static Timestamp LastUse(KeyIndexEntry key) =>
        key.Revoke < key.Removed ? key.Revoke.Value : key.Removed;

    private static Timestamp Latest(Timestamp left, Timestamp right) => left > right ? left : right;
}
