using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What resolvers would make of a schedule: in every second, with every mix of DS, DNSKEY and data that caches may hold.</summary>
/// <remarks>
/// <para>Time is divided where something changes. A DS RRset is met until the parent's propagation, its TTL and the retire safety are over;
/// a DNSKEY RRset until propagation, its TTL and the publish safety are over; a signature until it was made anew and propagation, the
/// largest TTL and the retire safety are over. The safeties stand for runs of the signer and of the parent that come late. Whatever may
/// be met at one time must fit together. So no second is left out, and none has to be tried.</para>
/// <para>The world goes by dates alone where the parent acts, the hardest case; where the parent is silent, keys are held as
/// <see cref="KeySchedule.RolesAt"/> holds them, and as response bundles that are made before the parent has acted do.</para>
/// </remarks>
public sealed class Rehearsal
{
    private Rehearsal(Interval horizon, ImmutableArray<RehearsalBreak> breaks)
    {
        Horizon = horizon;
        Breaks = breaks;
    }

    /// <summary>The time that was rehearsed.</summary>
    public Interval Horizon { get; }

    /// <summary>What breaks, in the order of time; touching breaks of one kind are one, and those that all
    /// parents see.</summary>
    public ImmutableArray<RehearsalBreak> Breaks { get; }

    /// <summary>Whether every resolver validates throughout.</summary>
    public bool IsClean => Breaks.IsEmpty;

    /// <summary>How long something is broken for somebody, in seconds.</summary>
    public long BrokenSeconds => Times().Sum(time => time.Seconds);

    /// <summary>How long resolvers fail of a kind that does not fail in another rehearsal, in seconds: what breaks
    /// for all counts, too, while only the strict ones failed before.</summary>
    /// <param name="before">The rehearsal without a change.</param>
    public long SecondsBeyond(Rehearsal before)
    {
        Timestamp[] turns = [.. Breaks.Concat(before.Breaks).Select(broken => broken.Time.And(Horizon))
            .Where(time => !time.IsEmpty).SelectMany(time => new[] { time.Start, time.End })
            .Distinct().Order()];
        return turns.Zip(turns.Skip(1)).Where(cell => FailsMore(cell.First, before))
            .Sum(cell => cell.Second - cell.First);
    }

    /// <summary>Gives the first break that is not wholly within breaks of another rehearsal that are of its
    /// kind, meet its resolvers and come from the same conduct of the parent; null where there is
    /// none.</summary>
    /// <param name="before">The rehearsal without a change.</param>
    public RehearsalBreak? FirstBeyond(Rehearsal before) =>
        Breaks.FirstOrDefault(broken => !broken.Conducts.All(conduct => before.Covers(broken, conduct)));

    /// <summary>Rehearses a schedule with each conduct of the parent.</summary>
    /// <param name="schedule">The zone's keys and policy.</param>
    /// <param name="now">The present: what the keyindex does not record of the parent happens from here
    /// on.</param>
    /// <param name="horizon">The time to look at.</param>
    public static Rehearsal Of(KeySchedule schedule, Timestamp now, Interval horizon) =>
        new(horizon, [.. Enum.GetValues<ParentConduct>()
            .SelectMany(conduct => RehearsedWorld.BreaksOf(schedule, conduct, now, horizon))
            .GroupBy(broken => (broken.Time, broken.Kind, broken.Resolvers))
            .Select(same => same.First() with { Conducts = [.. same.Select(broken => broken.Conducts[0])] })
            .OrderBy(broken => broken.Time.Start).ThenBy(broken => broken.Time.End)
            .ThenBy(broken => broken.Conducts[0]).ThenBy(broken => broken.Kind)]);

    /// <summary>Rehearses a schedule with one conduct of the parent.</summary>
    public static Rehearsal Of(KeySchedule schedule, ParentConduct conduct, Timestamp now,
        Interval horizon) =>
        new(horizon, [.. RehearsedWorld.BreaksOf(schedule, conduct, now, horizon)
            .OrderBy(broken => broken.Time.Start)]);

    private bool FailsMore(Timestamp at, Rehearsal before) =>
        (Fails(at, RehearsalResolvers.Any) && !before.Fails(at, RehearsalResolvers.Any))
        || (Fails(at, RehearsalResolvers.EveryAlgorithm) && !before.Fails(at, RehearsalResolvers.EveryAlgorithm));

    // Where all resolvers fail, the strict ones do.
    private bool Fails(Timestamp at, RehearsalResolvers who) => Breaks.Any(broken =>
        broken.Time.Contains(at) && (broken.Resolvers == RehearsalResolvers.Any || broken.Resolvers == who));

    // When something is broken, each moment once.
    private IEnumerable<Interval> Times()
    {
        Timestamp counted = Horizon.Start;
        foreach (RehearsalBreak broken in Breaks)
        {
            Interval rest = broken.Time.And(new Interval(counted, Horizon.End));
            if (!rest.IsEmpty)
            {
                counted = rest.End;
                yield return rest;
            }
        }
    }

    // Breaks are in the order of their starts, so one walk finds whether they cover a time without a gap.
    private bool Covers(RehearsalBreak broken, ParentConduct conduct)
    {
        Timestamp covered = broken.Time.Start;
        foreach (RehearsalBreak own in Breaks.Where(own => own.Kind == broken.Kind
            && own.Conducts.Contains(conduct)
            && (own.Resolvers == RehearsalResolvers.Any || own.Resolvers == broken.Resolvers)))
        {
            covered = own.Time.Start <= covered && own.Time.End > covered ? own.Time.End : covered;
        }

        return covered >= broken.Time.End;
    }
}
