using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A zone gives up DNSSEC: the DS goes first, the keys when no cache has it (RFC 6781 §4.1, RFC 8078
/// §4).</summary>
public sealed class GoingInsecure : KeyMove
{
    private readonly KeySchedule _all;

    private GoingInsecure(KeySchedule schedule, Timestamp at)
        : base(schedule, at) => _all = schedule;

    /// <summary>Plans it: every key goes on until the DS has left the caches, and not before it is recorded
    /// as gone.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When the parent is asked to remove the DS.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone is not signed.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at) =>
        new GoingInsecure(schedule, at).Plan();

    private protected override bool PlansAllAnew => true;

    private KeyIndexProposal Plan()
    {
        if (Roles.SignZone.IsEmpty)
        {
            throw Impossible($"{Schedule.Zone} is not signed at {At}", "there is nothing to give up");
        }

        // A DS that the parent was asked for before may still come, and has to go again.
        long registered = Policy.ParentRegistrationDelay.Seconds;
        Timestamp coming = Roles.SignDnskey.Where(key => key.DsSeen is null)
            .Select(key => Schedule.MilestonesOf(key).Ready + registered).Where(seen => seen > At).Append(At)
            .Max();
        Timestamp gone = FullHour(coming + (registered + Policy.KskRetireInterval));
        foreach (IGrouping<(Cryptography.DnssecAlgorithm, Keys.KeyRole),
            KeyIndexEntry> kind in Left(_ => true).GroupBy(key => (key.Algorithm, key.Role)))
        {
            RetireAll([.. kind.Where(key => key.Start <= At)], gone, gone);
            foreach (KeyIndexEntry next in kind.Where(key => key.Start > At))
            {
                Retire(next, At, gone); // it never begins: the parent is not to see its DS
            }

            EndChain(kind);
        }

        foreach (KeyIndexEntry foreign in _all.Keys.Where(key => key.Signer is not null && key.Removed > At))
        {
            Change(foreign,
                row => row with
                {
                    Publish = Earlier(row.Publish, gone),
                    Start = gone,
                    End = gone,
                    Remove = gone
                });
        }

        return Proposal();
    }
}
