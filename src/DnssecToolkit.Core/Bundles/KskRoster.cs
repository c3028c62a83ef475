using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>Says what KSKs do in each slot: by the moments in their files, by the keyindex, or by a
/// schema.</summary>
public static class KskRoster
{
    /// <summary>By the moments in the key files, at each slot's inception.</summary>
    /// <param name="keys">The keys of a directory; those without the SEP flag are not looked at.</param>
    public static Func<int, KeyBundle, KskDuties> ByTiming(IEnumerable<DirectoryKey> keys)
    {
        DirectoryKey[] ksks = [.. keys.Where(key => key.Key.IsSep)];
        return (_, bundle) => DutiesOf(KeyRoles.At(ksks, bundle.Inception));
    }

    /// <summary>By the rows of a keyindex, at each slot's inception.</summary>
    /// <param name="schedule">The zone's rows.</param>
    /// <param name="keys">The keys that the rows name.</param>
    /// <exception cref="KeyUnavailableException">A row's key is not among them; thrown when a slot asks for
    /// it.</exception>
    public static Func<int, KeyBundle, KskDuties> ByKeyIndex(KeySchedule schedule,
        IReadOnlyCollection<ZoneKey> keys) => (_, bundle) =>
    {
        ScheduledRoles roles = schedule.RolesAt(bundle.Inception);
        ZoneKey KeyOf(KeyIndexEntry row) =>
            KeyFor(row, keys) is var key && roles.Revoked.Contains(row) ? key.Revoked() : key;
        return new KskDuties(
            [.. roles.Publish.Where(row => row.IsSep).Select(KeyOf)],
            [.. roles.SignDnskey.Where(row => row.IsSep).Select(KeyOf)]);
    };

    /// <summary>By a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="slots">How many slots there are: a quarter may have fewer than nine.</param>
    /// <param name="current">The current KSK.</param>
    /// <param name="next">The next one; needed by every schema but <see cref="KskSchema.Normal"/>.</param>
    public static Func<int, KeyBundle, KskDuties> BySchema(KskSchema schema, int slots, ZoneKey current,
        ZoneKey? next) => (slot, _) =>
    {
        bool isFirst = slot == 0;
        bool isLast = slot == slots - 1 && !isFirst;
        ZoneKey other = next
            ?? (schema == KskSchema.Normal ? current : throw new ArgumentNullException(nameof(next)));
        return schema switch
        {
            KskSchema.Normal => new KskDuties([current], [current]),
            KskSchema.PrePublish when isFirst => new KskDuties([current], [current]),
            KskSchema.PrePublish or KskSchema.HoldPublish => new KskDuties([current, other], [current]),
            KskSchema.Rollover when isFirst => new KskDuties([current, other], [current]),
            KskSchema.Rollover or KskSchema.HoldRollover => new KskDuties([current, other], [other]),
            KskSchema.Revoke when isFirst => new KskDuties([current, other], [other]),
            _ when isFirst || isLast => new KskDuties([other], [other]),
            _ => new KskDuties([current.Revoked(), other], [current.Revoked(), other]),
        };
    };

    /// <summary>How many slots a schema needs to get from its first phase to its last.</summary>
    public static int LeastSlots(KskSchema schema) => schema switch
    {
        KskSchema.PrePublish or KskSchema.Rollover => 2,
        KskSchema.Revoke or KskSchema.HoldRevoke => 3,
        _ => 1,
    };

    /// <summary>The moments at which the duties change by the key files.</summary>
    public static ImmutableSortedSet<Timestamp> ChangesByTiming(IEnumerable<DirectoryKey> keys) =>
    [
        .. keys.Where(key => key.Key.IsSep).SelectMany(key => (Timestamp?[])
            [key.Timing.Publish, key.Timing.Activate, key.Timing.Inactive, key.Timing.Revoke,
                key.Timing.Delete]).OfType<Timestamp>(),
    ];

    /// <summary>The moments at which the DNSKEY RRset or its signers change by the rows of a keyindex; those
    /// that are held for a DS go when no cache has that.</summary>
    public static ImmutableSortedSet<Timestamp> ChangesByKeyIndex(KeySchedule schedule) =>
    [
        .. schedule.Keys.SelectMany(key => (Timestamp?[])
            [key.Publish, key.IsSep ? key.Start : null, key.Revoke, key.Removed,
                key.DsGone + schedule.Policy.KskRetireInterval,
                key.DsAsk is null ? null : key.DsSeen + schedule.Policy.KskRetireInterval])
            .OfType<Timestamp>(),
    ];

    /// <summary>Gives the key that a row names.</summary>
    /// <exception cref="KeyUnavailableException">It is not among the keys, or two fit.</exception>
    public static ZoneKey KeyFor(KeyIndexEntry row, IEnumerable<ZoneKey> keys)
    {
        ZoneKey[] fitting = [.. keys.Select(key => key.IsRevoked ? key.WithoutRevocation() : key).Distinct()
            .Where(key => key.Zone == row.Zone && key.Algorithm == row.Algorithm && key.Tag.Value == row.Tag
                && key.IsSep == row.IsSep)];
        return fitting.Length == 1 ? fitting[0] : throw new KeyUnavailableException(
            $"{row}: {(fitting.Length == 0 ? "no key file has" : "two key files have")} this zone, algorithm and tag",
            "put the key's .key file into the directory that --keys names");
    }

    private static KskDuties DutiesOf(KeyRoles roles) => new(roles.Publish, roles.SignDnskey);
}
