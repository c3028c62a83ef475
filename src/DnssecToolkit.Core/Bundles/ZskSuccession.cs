using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>Works out which ZSKs are still to be made for a request, so that one follows the other without a
/// gap.</summary>
public static class ZskSuccession
{
    private const int MostKeys = 200;

    /// <summary>Gives the moments of the keys to be made.</summary>
    /// <param name="existing">The moments of the ZSKs of the algorithm that there are.</param>
    /// <param name="slots">The request's slots; keys enter and leave at their edges.</param>
    /// <param name="lifetime">How long each key signs, in seconds.</param>
    /// <param name="policy">How long a key is published before and after.</param>
    /// <exception cref="RefusedException">The last key never ends, or ends too soon for another to be
    /// published in time.</exception>
    public static IReadOnlyList<KeyTiming> Missing(
        IReadOnlyCollection<KeyTiming> existing, RequestSlots slots, long lifetime, RolloverPolicy policy)
    {
        if (lifetime < policy.PublicationInterval + policy.ZskRetireInterval || lifetime < slots.Interval)
        {
            throw new UsageException(
                $"a ZSK that signs for {new Period(0, lifetime)} is too short-lived",
                $"it takes {new Period(0, policy.PublicationInterval)} to come and {new Period(0, policy.ZskRetireInterval)} to go, and slots are {new Period(0, slots.Interval)}");
        }

        List<KeyTiming> missing = [];
        KeyTiming? last = existing.Where(timing => timing.Activate is not null)
            .MaxBy(timing => timing.Inactive ?? new Timestamp(long.MaxValue));
        if (last is null)
        {
            last = Timing(slots.From, slots.From, lifetime, slots, policy);
            missing.Add(last);
        }

        while (true)
        {
            Timestamp start = last.Inactive ?? throw new RefusedException(
                CheckCodes.ScheduleZskGap,
                $"the ZSK that starts at {last.Activate} has no end, so no other can follow it",
                "set one (dnssec-settime -I), or leave --zsk-lifetime away");
            Timestamp publish = slots.FloorOf(start - policy.PublicationInterval);
            if (publish >= slots.Until)
            {
                return missing;
            }

            if (start < slots.From + policy.PublicationInterval || missing.Count == MostKeys)
            {
                throw new RefusedException(
                    CheckCodes.SchedulePublishShort,
                        $"the last ZSK ends at {start}, and its successor would be published at {slots.From} at the earliest",
                    $"a key is published for {new Period(0, policy.PublicationInterval)} before it signs: begin the request earlier, or let that ZSK sign for longer");
            }

            last = Timing(publish < slots.From ? slots.From : publish, start, lifetime, slots, policy);
            missing.Add(last);
        }
    }

    private static KeyTiming Timing(Timestamp publish, Timestamp start, long lifetime, RequestSlots slots, RolloverPolicy policy) => new()
    {
        Publish = publish,
        Activate = start,
        Inactive = start + lifetime,
        Delete = slots.CeilingOf(start + lifetime + policy.ZskRetireInterval),
    };
}
