using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A ZSK is not to be trusted any more: another takes its part.</summary>
/// <remarks>The old one is replaced by a new old one; for the active one the new or the old signs, or a
/// replacement as soon as resolvers know it; the new one is replaced by a new new one, and so are those that
/// are made and not yet published, on their dates.</remarks>
public sealed class EmergencyZsk : KeyMove
{
    private readonly EmergencyPath _path;

    private EmergencyZsk(KeySchedule schedule, Timestamp at, EmergencyPath path)
        : base(schedule, at) => _path = path;

    /// <summary>Plans it.</summary>
    /// <param name="schedule">The zone's keys.</param>
    /// <param name="which">The key that is bad.</param>
    /// <param name="at">When it begins.</param>
    /// <param name="path">How fast the bad key leaves.</param>
    /// <exception cref="Diagnostics.RefusedException">There is no such key.</exception>
    public static KeyIndexProposal Plan(
        KeySchedule schedule, CompromisedZsk which, Timestamp at, EmergencyPath path)
    {
        EmergencyZsk move = new(schedule, at, path);
        KeyIndexEntry[] bad =
            [.. move.Roles.Publish.Where(key => key.Role == KeyRole.ZSK && move.KindOf(key) == which)];
        KeyIndexEntry[] unknown = which == CompromisedZsk.New
            ? [.. move.Unknown.Where(key => key.Role == KeyRole.ZSK)]
            : [];
        if (bad.Length + unknown.Length == 0)
        {
            throw Impossible($"{schedule.Zone} has no {which.ToString().ToLowerInvariant()} ZSK at {at}", "see its keys: `keyall show`");
        }

        foreach (KeyIndexEntry key in bad)
        {
            move.Replace(key, which);
        }

        Array.ForEach(unknown, move.ReplaceUnknown);

        return move.Proposal();
    }

    private CompromisedZsk KindOf(KeyIndexEntry key) => Roles.SignZone.Contains(key) ? CompromisedZsk.Active
        : key.Start > At && key.Start < key.Ended ? CompromisedZsk.New : CompromisedZsk.Old;

    private void Replace(KeyIndexEntry bad, CompromisedZsk which)
    {
        switch (which)
        {
            case CompromisedZsk.Old:
                ReplaceOld(bad);
                break;
            case CompromisedZsk.Active:
                ReplaceActive(bad);
                break;
            default:
                ReplaceNew(bad);
                break;
        }
    }

    private void ReplaceOld(KeyIndexEntry bad)
    {
        Timestamp dead = bad.Start < bad.Ended || bad.Presign < bad.Start
            ? Schedule.MilestonesOf(bad).Dead ?? At
            : At;
        Timestamp remove = _path == EmergencyPath.AtOnce ? At : Later(At, FullHour(dead));
        Change(bad, row => row with { Start = Earlier(row.Start, remove), End = Earlier(row.End, At) < row.Start ? Earlier(row.Start, remove) : Earlier(row.End, At), Remove = remove });
        if (bad.Removed > At)
        {
            Add(KeyRole.ZSK, bad.Algorithm, At, bad.Removed, bad.Removed, bad.Removed);
        }
    }

    private void ReplaceActive(KeyIndexEntry bad)
    {
        KeyIndexEntry? substitute = SubstituteOf(bad);
        Timestamp start = substitute is not null || _path == EmergencyPath.AtOnce ? At : Known;
        if (substitute is null)
        {
            AddFor(bad, start);
        }
        else if (substitute.Start > At && substitute.Start < substitute.Ended)
        {
            Change(substitute, row => row with { Start = At, End = Later(row.End, FullHour(At + Policy.PublicationInterval)) });
        }
        else
        {
            // The old one signs again until its replacement is known.
            AddFor(bad, Known);
            Change(substitute, row => row with
            {
                Start = row.Start < row.Ended ? row.Start : At, // one that stood by has signed nothing yet
                End = Later(row.End, Known),
                Remove = Later(row.Remove, Forgotten(Known)),
            });
        }

        Timestamp remove = _path == EmergencyPath.AtOnce ? start : Forgotten(start);
        if (bad.Start >= start)
        {
            // It signs beside another since before its start, and what both have signed is in caches: it
            // never signs alone.
            Change(bad, row => row with { Start = start, End = start, Remove = remove });
        }
        else
        {
            Retire(bad, start, remove);
        }
    }

    // The key after the bad one comes when that was to go: whoever takes its place stays as long, at least.
    private void AddFor(KeyIndexEntry bad, Timestamp start) => Add(KeyRole.ZSK, bad.Algorithm, At, start,
        Later(start + Policy.ZskUse, bad.End), Later(LastSecond(start + Policy.ZskLife), bad.Remove));

    private void ReplaceNew(KeyIndexEntry bad)
    {
        Timestamp start = Later(bad.Start, Known);
        long shift = start - bad.Start;
        Add(KeyRole.ZSK, bad.Algorithm, At, start, bad.End + shift, bad.Remove + shift);
        foreach (KeyIndexEntry signer in Roles.SignZone
            .Where(key => key.Algorithm == bad.Algorithm && shift > 0))
        {
            Change(signer, row => row with { End = Later(row.End, start), Remove = Later(row.Remove, Forgotten(start)) });
        }

        Change(bad, row => row with { Start = At, End = At, Remove = At, Presign = null });
    }

    // Every resolver knows it, and it signs nothing: the next one if it can be, else the one before, or one
    // that stands by.
    private KeyIndexEntry? SubstituteOf(KeyIndexEntry bad) => Roles.Publish
        .Where(key => key.Role == KeyRole.ZSK && key.Algorithm == bad.Algorithm && key != bad && Schedule.PublishedAt(key) + Policy.PublicationInterval <= At)
        .OrderByDescending(key => key.Start > At && key.Start < key.Ended).ThenByDescending(key => key.Start).FirstOrDefault();
}
