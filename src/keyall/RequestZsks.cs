using System.Collections.Immutable;
using DnssecToolkit.Bundles;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Keyall;

/// <summary>The ZSKs that a request asks for.</summary>
/// <param name="Keys">All of them, and their moments.</param>
/// <param name="InSlot">Those of a slot.</param>
/// <param name="Rows">Their rows: one that is held is over by its dates.</param>
internal sealed record RequestZsks(
    IReadOnlyCollection<(ZoneKey Key, KeyTiming Timing)> Keys,
    Func<Interval, IEnumerable<ZoneKey>> InSlot, ImmutableArray<KeyIndexEntry> Rows)
{
    /// <summary>Finds them.</summary>
    /// <param name="keys">The directory.</param>
    /// <param name="schedule">The zone's rows, or null: then the moments in the key files count.</param>
    /// <param name="slots">The request's slots.</param>
    /// <exception cref="KeyUnavailableException">A row that is published in a slot has no key in the
    /// directory, or is another signer's.</exception>
    internal static RequestZsks Of(KeyDirectory keys, KeySchedule? schedule, RequestSlots slots)
    {
        DirectoryKey[] zsks = [.. keys.Keys.Where(key => !key.Key.IsSep)];
        if (schedule is null)
        {
            (ZoneKey, KeyTiming)[] timed = [.. zsks.Select(key => (key.Key, key.Timing))];
            return new RequestZsks(timed, ZskRoster.ByTiming(timed), []);
        }

        ZoneKey[] own = [.. zsks.Select(key => key.Key)];
        ImmutableArray<KeyIndexEntry> rows =
            [.. slots.Intervals().SelectMany(slot => ZskRoster.RowsIn(schedule, slot)).Distinct()];
        return new RequestZsks(
            [.. rows.Select(row => (KskRoster.KeyFor(DemandOwn(row), own), row.Timing))],
            ZskRoster.ByKeyIndex(schedule, own), rows);
    }

    /// <summary>The same with keys that stand by in each slot.</summary>
    internal RequestZsks With(IReadOnlyCollection<ZoneKey> standby) => new(
        [.. Keys, .. standby.Select(key => (key, KeyTiming.None))],
        slot => InSlot(slot).Concat(standby), Rows);

    /// <summary>Ends slots where a zone's keys have left for good: it is insecure from then on.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="schedule">The zone's rows.</param>
    /// <exception cref="RefusedException">It is so from the beginning on.</exception>
    internal static RequestSlots WhileSecure(RequestSlots slots, KeySchedule schedule)
    {
        Timestamp? insecure = slots.Intervals().Where(slot => schedule.HasGivenUpAt(slot.Start))
            .Select(slot => (Timestamp?)slot.Start).FirstOrDefault();
        return insecure is not { } end ? slots
            : end > slots.From ? slots with { Until = end }
            : throw new RefusedException(CheckCodes.SigningKeyMissing,
                $"{schedule.Zone}: by the keyindex all keys have left by {end}: the zone is insecure, and needs no bundles",
                KeySchedule.WayToUnsigned);
    }

    private static KeyIndexEntry DemandOwn(KeyIndexEntry row) =>
        row.Signer is not { } signer ? row : throw new KeyUnavailableException(
        $"{row} is {signer}'s: nobody here can prove that its private half exists, so that no request can have it",
        "sign a zone of several signers with a KSK that is online, or let that key leave: `keyall roll foreign --tag TAG --ended MOMENT`");
}
