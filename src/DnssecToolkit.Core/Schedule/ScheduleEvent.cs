using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>One thing that will happen.</summary>
/// <param name="Moment">When.</param>
/// <param name="Kind">What.</param>
/// <param name="Key">To which key.</param>
/// <param name="Reason">Why then, as a lower-case clause without a full stop.</param>
public sealed record ScheduleEvent(Timestamp Moment, ScheduleEventKind Kind, KeyIndexEntry Key, string Reason)
{
    /// <summary>What the operator must do, or null where nothing has to be done.</summary>
    public string? Duty { get; init; }

    /// <summary>The last safe moment for it; null without a duty, or where nothing breaks
    /// meanwhile.</summary>
    public Timestamp? By { get; init; }
}
