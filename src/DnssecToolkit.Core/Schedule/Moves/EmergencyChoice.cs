using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>How an emergency is met, and what that breaks.</summary>
/// <param name="Path">The path.</param>
/// <param name="Ground">Why that one.</param>
/// <param name="Proposal">What changes.</param>
/// <param name="Outcome">What resolvers make of it, until everything has left the caches.</param>
/// <param name="BrokenSeconds">How long some resolver fails when none would without it, in seconds; of all
/// zones that have the keys together.</param>
public sealed record EmergencyChoice(
    EmergencyPath Path, EmergencyGround Ground, KeyIndexProposal Proposal, Rehearsal Outcome,
    long BrokenSeconds)
{
    private bool BreaksNobody => BrokenSeconds == 0;

    /// <summary>Chooses a path: at once where nobody fails by that, else the one by which nobody fails, else
    /// the one by which resolvers fail for the shorter time.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="index">Their keyindex.</param>
    /// <param name="now">The present.</param>
    /// <param name="wanted">The path that the operator wants, or null.</param>
    /// <param name="plan">Plans the move by a path.</param>
    /// <param name="policyOf">Gives each zone's policy; null where the schedule's is that of all.</param>
    public static EmergencyChoice Of(
        KeySchedule schedule, KeyIndex index, Timestamp now, EmergencyPath? wanted,
        Func<EmergencyPath, KeyIndexProposal> plan, Func<DomainName, RolloverPolicy>? policyOf = null)
    {
        EmergencyChoice Outlook(EmergencyPath path) =>
            OutlookOf(schedule.Zone, index, now, path, plan(path), policyOf ?? (_ => schedule.Policy));
        if (wanted is { } path)
        {
            return Outlook(path) with { Ground = EmergencyGround.Wanted };
        }

        EmergencyChoice atOnce = Outlook(EmergencyPath.AtOnce);
        if (atOnce.BreaksNobody)
        {
            return atOnce;
        }

        EmergencyChoice safe = Outlook(EmergencyPath.Safe);
        return safe.BrokenSeconds < atOnce.BrokenSeconds ? safe : atOnce;
    }

    private static EmergencyChoice OutlookOf(DomainName zone, KeyIndex index, Timestamp now,
        EmergencyPath path, KeyIndexProposal proposal, Func<DomainName, RolloverPolicy> policyOf)
    {
        RehearsedChange[] zones = [.. RehearsedChange.OfAll(index, proposal, zone, policyOf, now)];
        long broken = zones.Sum(one => one.BrokenSeconds);
        return new EmergencyChoice(path,
            broken == 0 ? EmergencyGround.NobodyFails : EmergencyGround.ShorterFailure,
            proposal, zones[0].Becomes, broken);
    }
}
