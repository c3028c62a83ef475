using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>How an emergency is met, and what that breaks.</summary>
/// <param name="Proposal">What changes.</param>
/// <param name="Outcome">What resolvers make of it, until everything has left the caches.</param>
/// <param name="BrokenSeconds">How much longer than without it some resolver fails, in seconds.</param>
public sealed record EmergencyChoice(KeyIndexProposal Proposal, Rehearsal Outcome, long BrokenSeconds)
{
    /// <summary>Chooses a path: at once where nobody fails by that, else the one by which resolvers fail for the shorter time.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="index">Their keyindex.</param>
    /// <param name="now">The present.</param>
    /// <param name="wanted">The path that the operator wants, or null.</param>
    /// <param name="plan">Plans the move by a path.</param>
    public static EmergencyChoice Of(
        KeySchedule schedule, KeyIndex index, Timestamp now, EmergencyPath? wanted, Func<EmergencyPath, KeyIndexProposal> plan)
    {
        EmergencyChoice[] choices = [.. (wanted is { } path ? [path] : new[] { EmergencyPath.AtOnce, EmergencyPath.Safe })
            .Select(way => Outlook(schedule, index, now, plan(way)))];
        return choices.MinBy(choice => choice.BrokenSeconds)!;
    }

    private static EmergencyChoice Outlook(KeySchedule schedule, KeyIndex index, Timestamp now, KeyIndexProposal proposal)
    {
        KeySchedule after = new(proposal.Preview(index), schedule.Zone, schedule.Policy);
        Interval horizon = SafeMoment.HorizonOf(after, now);
        Rehearsal outcome = Rehearsal.Of(after, now, horizon);
        return new EmergencyChoice(proposal, outcome, Math.Max(0, outcome.BrokenSeconds - Rehearsal.Of(schedule, now, horizon).BrokenSeconds));
    }
}
