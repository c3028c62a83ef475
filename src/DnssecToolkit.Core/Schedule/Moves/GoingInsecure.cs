using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A zone gives up DNSSEC: the DS goes first, the keys when no cache has it (RFC 6781 §4.1, RFC 8078 §4).</summary>
public sealed class GoingInsecure : KeyMove
{
    private GoingInsecure(KeySchedule schedule, Timestamp at)
        : base(schedule, at)
    {
    }

    /// <summary>Plans it: every key goes on until the DS has left the caches, and not before it is recorded as gone.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="at">When the parent is asked to remove the DS.</param>
    /// <exception cref="Diagnostics.RefusedException">The zone is not signed.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, Timestamp at) => new GoingInsecure(schedule, at).Plan();

    private KeyIndexProposal Plan()
    {
        if (Roles.SignZone.IsEmpty)
        {
            throw Impossible($"{Schedule.Zone} is not signed at {At}", "there is nothing to give up");
        }

        Timestamp gone = FullHour(At + (Policy.ParentRegistrationDelay.Seconds + Policy.KskRetireInterval));
        foreach (IGrouping<(Cryptography.DnssecAlgorithm, Keys.KeyRole), KeyIndexEntry> kind in Left(_ => true).GroupBy(key => (key.Algorithm, key.Role)))
        {
            RetireAll([.. kind.Where(key => key.Start <= At)], gone, gone);
            foreach (KeyIndexEntry next in kind.Where(key => key.Start > At))
            {
                Retire(next, At, gone); // it never begins: the parent is not to see its DS
            }

            EndChain(kind);
        }

        return Proposal();
    }
}
