using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What resolvers make of a zone with a change of the keyindex and without it, from now until the
/// last event has left all caches.</summary>
/// <param name="Before">The zone as it is.</param>
/// <param name="After">The zone as it becomes.</param>
/// <param name="Was">The rehearsal without the change.</param>
/// <param name="Becomes">The rehearsal with it.</param>
public sealed record RehearsedChange(
    KeySchedule Before, KeySchedule After, Rehearsal Was, Rehearsal Becomes)
{
    /// <summary>How long resolvers fail that would not without the change, in seconds.</summary>
    public long BrokenSeconds => Becomes.SecondsBeyond(Was);

    /// <summary>Rehearses a zone, by its own policy and as the rhythm of its keys goes on.</summary>
    /// <param name="before">The keyindex as it is.</param>
    /// <param name="after">The keyindex as it becomes, rows that follow others included.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="policyOf">Gives each zone's policy.</param>
    /// <param name="now">The present.</param>
    public static RehearsedChange Of(KeyIndex before, KeyIndex after, DomainName zone,
        Func<DomainName, RolloverPolicy> policyOf, Timestamp now)
    {
        KeySchedule was = new(before, zone, policyOf(zone));
        KeySchedule becomes = new(after, zone, policyOf(zone));
        Interval horizon = SafeMoment.HorizonOf(becomes, now);
        return new RehearsedChange(was, becomes, Rehearsed(before), Rehearsed(after));

        // A key that stands by, or another signer's, may have a row for longer than those that are made by
        // now.
        Rehearsal Rehearsed(KeyIndex index) => Rehearsal.Of(
            SharedKeys.Continued(index, zone, policyOf, now, horizon.End), now, horizon);
    }

    /// <summary>Rehearses a zone and those that have its keys.</summary>
    /// <param name="index">The keyindex as it is.</param>
    /// <param name="proposal">What changes in the zone.</param>
    /// <param name="zone">The zone that leads.</param>
    /// <param name="policyOf">Gives each zone's policy.</param>
    /// <param name="now">The present.</param>
    internal static IEnumerable<RehearsedChange> OfAll(KeyIndex index, KeyIndexProposal proposal,
        DomainName zone, Func<DomainName, RolloverPolicy> policyOf, Timestamp now)
    {
        KeyIndex after = SharedKeys.Follow(proposal.Preview(index));
        return SharedKeys.FollowersOf(after, zone).Prepend(zone)
            .Select(name => Of(index, after, name, policyOf, now));
    }
}
