namespace DnssecToolkit.Time;

/// <summary>A stretch of time: it includes its start and not its end.</summary>
/// <param name="Start">The first moment.</param>
/// <param name="End">The first moment after.</param>
public readonly record struct Interval(Timestamp Start, Timestamp End)
{
    /// <summary>Before all that anybody plans, far enough from the ends of the numbers for sums.</summary>
    public static readonly Timestamp Beginning = new(-1L << 60);

    /// <summary>After all that anybody plans.</summary>
    public static readonly Timestamp Forever = new(1L << 60);

    /// <summary>Whether no moment is in it.</summary>
    public bool IsEmpty => Start >= End;

    /// <summary>How long it is, in seconds; 0 where it is empty.</summary>
    public long Seconds => IsEmpty ? 0 : End - Start;

    /// <summary>Whether a moment is in it.</summary>
    public bool Contains(Timestamp moment) => moment >= Start && moment < End;

    /// <summary>What is in both; empty where nothing is.</summary>
    public Interval And(Interval other) =>
        new(Start > other.Start ? Start : other.Start, End < other.End ? End : other.End);

    /// <summary>The moments at which something out of this time may still be in a cache; empty where it
    /// is.</summary>
    /// <param name="seconds">How long caches keep it.</param>
    public Interval Kept(long seconds) => IsEmpty ? this : this with { End = End + seconds };
}
