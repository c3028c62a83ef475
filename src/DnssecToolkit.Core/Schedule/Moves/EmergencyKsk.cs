using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>KSKs or CSKs are not to be trusted any more: new ones take over their periods, published at
/// once.</summary>
public sealed class EmergencyKsk : KeyMove
{
    private readonly EmergencyPath _path;

    private EmergencyKsk(KeySchedule schedule, Timestamp at, EmergencyPath path)
        : base(schedule, at) => _path = path;

    /// <summary>Plans it.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="tag">The bad key's tag, or null where all are bad.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="path">How fast bad keys leave: when the parent can have changed its DS, or at
    /// once.</param>
    /// <exception cref="Diagnostics.RefusedException">There is no such key.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, int? tag, Timestamp at, EmergencyPath path)
    {
        EmergencyKsk move = new(schedule, at, path);
        KeyIndexEntry[] bad = move.Bad(KeyRole.KSK, tag);
        foreach (KeyIndexEntry key in bad.OrderByDescending(move.IsAnnounced))
        {
            if (move.IsToCome(key) && !(path == EmergencyPath.Safe && move.IsNeeded(key)))
            {
                move.ReplaceToCome(key, bad);
            }
            else if (key.NeverSigns)
            {
                move.ReplaceStandby(key);
            }
            else
            {
                move.Replace(key);
            }
        }

        return move.Proposal() with { Bad = [.. bad] };
    }

    private void Replace(KeyIndexEntry bad)
    {
        Timestamp trusted = Trusted(At);
        Timestamp next = Schedule.Keys.Where(key => key.IsSep && key.Start > At).Select(key => key.Start)
            .DefaultIfEmpty(At).Min();
        Timestamp remove = Later(bad.Remove, FullHour(Later(next, trusted) + Policy.KskOverlap));
        if (Standby(KeyRole.KSK, bad.Algorithm) is { } standby && standby != bad && Now(standby) == standby)
        {
            Change(standby, row => row with
            {
                Start = At,
                End = Later(row.End, remove),
                Remove = Later(row.Remove, remove),
            });
        }
        else if (!HasHeir(bad))
        {
            Add(KeyRole.KSK, bad.Algorithm, At, At, remove, remove);
        }

        if (_path == EmergencyPath.AtOnce)
        {
            TakeOutAtOnce(bad);
        }
        else if (!StaysForItsDs(bad))
        {
            TakeOut(bad, Earlier(bad.Removed, trusted) > bad.Start ? trusted : At, trusted);
        }
    }
}
