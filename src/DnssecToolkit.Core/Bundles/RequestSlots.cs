using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>The slots of a request: a bundle each, in which the keys stay the same.</summary>
/// <param name="From">The first inception.</param>
/// <param name="Until">When the last slot ends.</param>
/// <param name="Interval">From an inception to the next, in seconds; the last slot takes what is left, up to
/// half as much again.</param>
/// <param name="Validity">How long signatures are valid from the inception, in seconds.</param>
public sealed record RequestSlots(Timestamp From, Timestamp Until, long Interval, long Validity)
{
    private const int MostSlots = 1_000;

    /// <summary>Moments within at which slots begin besides: where the rows of a keyindex change, so that
    /// each bundle is what they say.</summary>
    public ImmutableSortedSet<Timestamp> Cuts { get; init; } = [];

    /// <summary>The slots' beginnings.</summary>
    /// <exception cref="UsageException">There is no slot, there are too many, or signatures would not outlast
    /// theirs.</exception>
    public IReadOnlyList<Timestamp> Inceptions()
    {
        if (Until <= From || Interval <= 0 || Validity <= Interval || (Until - From) / Interval > MostSlots)
        {
            throw new UsageException(
                $"a request from {From} to {Until} cannot have slots of {new Period(0, Math.Max(Interval, 0))} with signatures of {new Period(0, Math.Max(Validity, 0))}",
                $"--until comes after --from, --validity is longer than --interval, and there are {MostSlots} slots at most");
        }

        int count = (int)Math.Max(1, (Until - From + (Interval / 2) - 1) / Interval);
        long last = Until - From - ((count - 1) * Interval);
        if (Validity <= last)
        {
            throw new UsageException(
                $"the last slot would be {new Period(0, last)} long, and its signatures valid for {new Period(0, Validity)}",
                "let --until be a whole number of intervals after --from, or --validity be longer");
        }

        return [.. Enumerable.Range(0, count).Select(slot => From + (slot * Interval))
            .Union(Cuts.Where(cut => cut > From && cut < Until)).Order()];
    }

    /// <summary>The slots, each from its beginning to the next one's.</summary>
    /// <exception cref="UsageException">As <see cref="Inceptions"/>.</exception>
    public IReadOnlyList<Interval> Intervals()
    {
        IReadOnlyList<Timestamp> inceptions = Inceptions();
        return [.. inceptions.Select((inception, slot) =>
            new Interval(inception, slot + 1 < inceptions.Count ? inceptions[slot + 1] : Until))];
    }

    /// <summary>When the slot that a moment lies in begins; before the first slot, the moment
    /// itself.</summary>
    public Timestamp FloorOf(Timestamp moment) =>
        moment <= From ? moment : moment - ((moment - From) % Interval);

    /// <summary>When the next slot begins at or after a moment.</summary>
    public Timestamp CeilingOf(Timestamp moment) =>
        moment <= From ? From : FloorOf(moment) == moment ? moment : FloorOf(moment) + Interval;
}
