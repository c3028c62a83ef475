namespace DnssecToolkit.Schedule;

/// <summary>One event in two plans: as it is planned, and as it would be.</summary>
/// <param name="Before">As it is planned, or null where it is not.</param>
/// <param name="After">As it would be, or null where it would not.</param>
public sealed record ScheduleShift(ScheduleEvent? Before, ScheduleEvent? After)
{
    /// <summary>The event, as it is planned where it is.</summary>
    public ScheduleEvent Event => Before ?? After!;

    /// <summary>How much later it would be, in seconds; negative for earlier, null where one of the two is
    /// not.</summary>
    public long? Seconds => Before is null || After is null ? null : After.Moment - Before.Moment;
}
