using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>When nothing needs a key any more, so that its private half may be destroyed.</summary>
public static class KeyEndOfLife
{
    /// <summary>Gives the moment from which no DNSKEY RRset, signature or DS in any cache needs a
    /// key.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="key">One of them.</param>
    /// <returns>Null where that cannot be said: its DS was not recorded as gone, or nothing takes over from
    /// it.</returns>
    public static Timestamp? Of(KeySchedule schedule, KeyIndexEntry key)
    {
        // What was served goes before dates: a key that was held is needed for longer.
        Timestamp? served = schedule.LastServed(key) + schedule.Policy.PropagationDelay.Seconds
            + Math.Max(schedule.Policy.DnskeyTtl.Seconds, schedule.Policy.MaxZoneTtl.Seconds);
        Timestamp? end = ByDates(schedule, key);
        return served > end ? served : end;
    }

    /// <summary>Whether a key's end of life has come, and it is not used beyond its dates because nothing
    /// takes its place.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="key">One of them.</param>
    /// <param name="now">The moment.</param>
    public static bool IsOver(KeySchedule schedule, KeyIndexEntry key, Timestamp now)
    {
        ScheduledRoles roles = schedule.RolesAt(now);
        return Of(schedule, key) <= now && !roles.Publish.Contains(key) && !roles.SignZone.Contains(key);
    }

    private static Timestamp? ByDates(KeySchedule schedule, KeyIndexEntry key)
    {
        Timestamp gone = key.Removed + schedule.Policy.PublicationInterval; // old DNSKEY RRsets have left the caches
        if (!key.IsSep || schedule.Zone.IsRoot || key.Start >= key.Removed)
        {
            return Signed(schedule, key, gone);
        }

        return key.DsGone is { } ds
            ? Signed(schedule, key, Later(gone, ds + schedule.Policy.KskRetireInterval)) : null;
    }

    private static Timestamp? Signed(KeySchedule schedule, KeyIndexEntry key, Timestamp gone)
    {
        if (!key.SignsZone || key.Start >= key.Ended)
        {
            return gone;
        }

        Timestamp until = schedule.SuccessorOf(key) is { } next && next.Start < key.Ended
            ? next.Start : key.Ended;
        return Later(gone, (key.Postsign > until ? key.Postsign.Value : until)
            + schedule.Policy.ZskRetireInterval);
    }

    private static Timestamp Later(Timestamp left, Timestamp right) => left > right ? left : right;
}
