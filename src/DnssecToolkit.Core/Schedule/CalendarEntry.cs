using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>One thing in a calendar.</summary>
/// <param name="Id">Its identifier, the same in each calendar that has it.</param>
/// <param name="Moment">When it happens.</param>
/// <param name="Summary">What, in a few words.</param>
/// <param name="Reason">Why then.</param>
public sealed record CalendarEntry(string Id, Timestamp Moment, string Summary, string Reason)
{
    /// <summary>What somebody has to do for it, or null.</summary>
    public string? Duty { get; init; }

    /// <summary>The last safe moment for that, at which there is an alarm; or null.</summary>
    public Timestamp? By { get; init; }

    /// <summary>Gives the entry of an event.</summary>
    public static CalendarEntry Of(ScheduleEvent happening)
    {
        string zone = KeyIndexText.Zone(happening.Key.Zone);
        return new CalendarEntry(
            $"{happening.Kind}-{(int)happening.Key.Algorithm}-{KeyIndexText.Tag(happening.Key.Tag)}-{zone}",
            happening.Moment,
            $"{zone} {happening.Key.Role} {happening.Key.Name}: {happening.Kind}", happening.Reason)
        {
            Duty = happening.Duty,
            By = happening.By,
        };
    }
}
