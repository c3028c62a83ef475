using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>CSKs are not to be trusted any more: a new one, or one that stands by, takes over as soon as it
/// can.</summary>
public sealed class EmergencyCsk : KeyMove
{
    private readonly EmergencyPath _path;

    private EmergencyCsk(KeySchedule schedule, Timestamp at, EmergencyPath path)
        : base(schedule, at) => _path = path;

    /// <summary>Plans it.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="tag">The bad key's tag, or null where all are bad.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="path">How fast bad keys leave: when resolvers and the parent know another, or at
    /// once.</param>
    /// <exception cref="Diagnostics.RefusedException">There is no such key.</exception>
    public static KeyIndexProposal Plan(KeySchedule schedule, int? tag, Timestamp at, EmergencyPath path)
    {
        EmergencyCsk move = new(schedule, at, path);
        KeyIndexEntry[] all = move.Bad(KeyRole.CSK, tag);
        KeyIndexEntry[] coming = [.. all.Where(key => move.IsToCome(key) && !move.MustBegin(key))];
        foreach (KeyIndexEntry key in coming.OrderByDescending(move.IsAnnounced))
        {
            move.ReplaceToCome(key, all);
        }

        foreach (KeyIndexEntry key in all.Where(key => key.NeverSigns && !move.IsToCome(key)))
        {
            move.ReplaceStandby(key);
        }

        KeyIndexEntry[] bad = [.. all.Except(coming).Where(key => !key.NeverSigns)];
        if (bad.Length == 0)
        {
            return move.Proposal() with { Bad = [.. all] };
        }

        KeyIndexEntry[] replaced = Array.FindAll(bad, key => !move.HasHeir(key));
        Timestamp start = move.Continue(bad) ?? (replaced.Length > 0 ? move.Substitute(replaced) : at);
        foreach (KeyIndexEntry key in bad)
        {
            move.TakeOut(key, replaced.Contains(key) ? start : move.LeavesAt(key.Algorithm) ?? start);
        }

        return move.Proposal() with { Bad = [.. all] };
    }

    // While the keys that sign are good, those that were to follow have time: another comes, and the present
    // ones stay until it can stand alone.
    private Timestamp? Continue(KeyIndexEntry[] bad)
    {
        KeyIndexEntry[] signers =
            [.. Roles.SignZone.Where(key => key.Role == KeyRole.CSK && key.Start <= At
                && !bad.Contains(key))];
        if (signers.Length == 0 || bad.Any(key => key.Start <= At))
        {
            return null;
        }

        Timestamp start = Later(bad.Min(key => key.Start), Later(Known, Begun(bad)));
        Add(KeyRole.CSK, bad[0].Algorithm, At, start);
        foreach (KeyIndexEntry signer in signers)
        {
            Change(signer, row => row with
            {
                End = Later(row.End, start),
                Remove = Later(row.Remove, Later(Forgotten(start), Trusted(start))),
            });
        }

        return start;
    }

    // One key takes the place of all that are bad.
    private Timestamp Substitute(KeyIndexEntry[] bad)
    {
        KeyIndexEntry first = bad[0];
        Timestamp remove = FullHour(At + Policy.KskLife);
        if (Standby(KeyRole.CSK, first.Algorithm) is { } standby && !bad.Contains(standby))
        {
            Change(standby, row => row with
            {
                Start = At,
                End = Later(row.End, remove),
                Remove = Later(row.Remove, remove),
            });
            return At;
        }

        KeyIndexEntry? known = Roles.Publish.FirstOrDefault(key => key.Role == KeyRole.CSK
            && key.Algorithm == first.Algorithm && !bad.Contains(key) && key.Start > At
            && key.Start < key.Ended && Schedule.PublishedAt(key) + Schedule.KnownAfter <= At);
        if (known is not null)
        {
            Change(known, row => row with { Start = At });
            return At;
        }

        Timestamp start = _path == EmergencyPath.AtOnce ? At : Later(Known, Begun(bad));
        Add(KeyRole.CSK, first.Algorithm, At, start);
        return start;
    }

    private bool MustBegin(KeyIndexEntry key) => _path == EmergencyPath.Safe && IsNeeded(key);

    // When keys that resolvers need have begun to sign.
    private Timestamp Begun(KeyIndexEntry[] bad) =>
        bad.Where(MustBegin).Select(key => FullHour(key.Start + 1)).Append(At).Max();

    private void TakeOut(KeyIndexEntry bad, Timestamp start)
    {
        if (_path == EmergencyPath.AtOnce)
        {
            TakeOutAtOnce(bad);
            return;
        }

        if (StaysForItsDs(bad))
        {
            return;
        }

        bool signs = (bad.Start <= At && bad.Start < bad.Ended) || MustBegin(bad);
        TakeOut(bad, signs ? start : At, signs ? Later(Forgotten(start), Trusted(start)) : Trusted(start));
    }
}
