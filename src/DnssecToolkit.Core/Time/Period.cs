namespace DnssecToolkit.Time;

/// <summary>A length of time: calendar months, then seconds.</summary>
/// <remarks>A month is not a number of seconds: from 31 January a month leads to the last of
/// February.</remarks>
/// <param name="Months">Calendar months, not negative; a year is twelve.</param>
/// <param name="Seconds">Seconds on top, not negative.</param>
public readonly record struct Period(int Months, long Seconds)
{
    /// <summary>No time at all.</summary>
    public static readonly Period Zero;

    /// <summary>A length of so many days of 86,400 seconds.</summary>
    public static Period FromDays(int days) => new(0, days * 86_400L);

    /// <summary>A length of so many hours.</summary>
    public static Period FromHours(int hours) => new(0, hours * 3_600L);

    /// <summary>Goes forward: first the months, to the same day or the month's last, then the
    /// seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is outside the years 1 to 9999.</exception>
    public static Timestamp operator +(Timestamp moment, Period period) =>
        moment.PlusMonths(period.Months) + period.Seconds;

    /// <summary>Goes back: first the months, to the same day or the month's last, then the seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The moment is outside the years 1 to 9999.</exception>
    public static Timestamp operator -(Timestamp moment, Period period) =>
        moment.PlusMonths(-period.Months) - period.Seconds;

    /// <summary>Whether the length is the same from every moment.</summary>
    public bool IsFixed => Months == 0;

    /// <summary>The length in seconds from a moment on.</summary>
    public long SecondsFrom(Timestamp moment) => (moment + this) - moment;

    /// <summary>Gives the length as <see cref="PeriodText"/> reads it.</summary>
    public override string ToString() => PeriodText.Format(this);
}
