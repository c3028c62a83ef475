namespace DnssecToolkit.Time;

/// <content>Calendar arithmetic, in UTC.</content>
public readonly partial record struct Timestamp
{
    /// <summary>The same day and time of day so many months later (earlier where negative), or the month's
    /// last day.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The result, or this moment itself, is outside the years
    /// 1 to 9999.</exception>
    public Timestamp PlusMonths(int months) => months == 0
        ? this
        : new Timestamp(DateTimeOffset.FromUnixTimeSeconds(Seconds).AddMonths(months).ToUnixTimeSeconds());
}
