using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A ZSK is not to be trusted any more: another takes its part.</summary>
/// <remarks>The old one is replaced by a new old one; for the active one the new or the old signs, or a
/// replacement as soon as resolvers know it; the new one is replaced by a new new one, and so are those that
/// are made and not yet published.</remarks>
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
            [.. move.Schedule.Keys.Where(key => key.Role == KeyRole.ZSK && move.KindOf(key) == which)];
        if (bad.Length == 0)
        {
            throw Impossible(
                $"{schedule.Zone} has no {which.ToString().ToLowerInvariant()} ZSK at {at}",
                "see its keys: `keyall show`");
        }

        foreach (KeyIndexEntry key in bad.OrderByDescending(move.IsAnnounced))
        {
            move.Replace(key, which, bad);
        }

        return move.Proposal() with { Bad = [.. bad] };
    }

    // One that signs beside others before it is published is new: nobody validates by it. One that still does
    // after it has left is old.
    private CompromisedZsk? KindOf(KeyIndexEntry key) => IsToCome(key) ? CompromisedZsk.New
        : !Roles.Publish.Contains(key) ? Roles.SignZone.Contains(key) ? CompromisedZsk.Old : null
        : Roles.SignZone.Contains(key) ? CompromisedZsk.Active
        : key.Start > At && key.Start < key.Ended ? CompromisedZsk.New : CompromisedZsk.Old;

    private void Replace(KeyIndexEntry bad, CompromisedZsk which, KeyIndexEntry[] all)
    {
        switch (which)
        {
            case CompromisedZsk.Old when !Roles.Publish.Contains(bad):
                Silence(bad);
                break;
            case CompromisedZsk.Old:
                ReplaceOld(bad);
                break;
            case CompromisedZsk.Active:
                ReplaceActive(bad, all);
                break;
            case CompromisedZsk.New when IsToCome(bad):
                ReplaceToCome(bad, all);
                break;
            default:
                ReplaceNew(bad);
                break;
        }
    }

    // It signs for those that know it and not yet the next one (double-RRSIG): until then, or no longer.
    private void Silence(KeyIndexEntry bad)
    {
        if (_path == EmergencyPath.AtOnce)
        {
            Change(bad, row => row with { Postsign = null });
        }
    }

    private void ReplaceOld(KeyIndexEntry bad)
    {
        Timestamp dead = bad.Start < bad.Ended || bad.Presign < bad.Start
            ? Schedule.MilestonesOf(bad).Dead ?? At
            : At;
        Timestamp remove = _path == EmergencyPath.AtOnce ? At : Later(At, FullHour(dead));
        Timestamp end = Earlier(bad.End, At) < bad.Start ? Earlier(bad.Start, remove) : Earlier(bad.End, At);
        Change(bad, row => row with { Start = Earlier(row.Start, remove), End = end, Remove = remove });
        if (bad.Removed > At && !IsLeaving(bad.Algorithm, KeyRole.ZSK))
        {
            Add(KeyRole.ZSK, bad.Algorithm, At, bad.Removed, bad.Removed, bad.Removed);
        }
    }

    private void ReplaceActive(KeyIndexEntry bad, KeyIndexEntry[] all)
    {
        KeyIndexEntry? substitute = SubstituteOf(bad, all);
        if (HeirOf(bad) is { } heir)
        {
            HandOver(bad, substitute, heir);
            return;
        }

        Timestamp start = substitute is not null || _path == EmergencyPath.AtOnce ? At : Known;
        if (substitute is null)
        {
            AddFor(bad, all, start);
        }
        else if (substitute.Start > At && substitute.Start < substitute.Ended)
        {
            Change(substitute, row => row with { Start = At, End = Later(row.End, Known) });
        }
        else
        {
            // The old one signs again until its replacement is known.
            AddFor(bad, all, Known);
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

    // The ZSKs are on their way out, and a CSK takes over no later than another ZSK could.
    private KeyIndexEntry? HeirOf(KeyIndexEntry bad) =>
        CskAfter(bad) is { } csk && csk.Start > At && csk.Start <= Known ? csk : null;

    private void HandOver(KeyIndexEntry bad, KeyIndexEntry? substitute, KeyIndexEntry heir)
    {
        bool isAtOnce = _path == EmergencyPath.AtOnce;
        Timestamp until = substitute is not null || isAtOnce ? At : heir.Start;
        if (substitute is not null)
        {
            Change(substitute, row => row with
            {
                Start = Earlier(row.Start, At),
                End = heir.Start,
                Remove = Later(row.Remove, Forgotten(heir.Start)),
            });
        }
        else if (isAtOnce)
        {
            Change(heir, row => row with { Publish = Earlier(row.Publish, At), Start = At });
        }

        Retire(bad, until, isAtOnce ? At : Forgotten(until));
    }

    // The key after the bad ones comes when they were to go: whoever takes their place stays as long, at
    // least. Two that sign beside each other have one in their place.
    private void AddFor(KeyIndexEntry bad, KeyIndexEntry[] all, Timestamp start)
    {
        KeyIndexEntry[] alike = [.. all.Where(key => key.Algorithm == bad.Algorithm)];
        if (alike[0] == bad)
        {
            Add(KeyRole.ZSK, bad.Algorithm, At, start,
                Later(start + Policy.ZskUse, alike.Max(key => key.End)),
                Later(LastSecond(start + Policy.ZskLife), alike.Max(key => key.Remove)));
        }
    }

    private void ReplaceNew(KeyIndexEntry bad)
    {
        Timestamp start = Later(bad.Start, Known);
        long shift = start - bad.Start;
        KeyIndexEntry row = Prolonged(bad, shift);
        Add(KeyRole.ZSK, bad.Algorithm, At, start, row.End, row.Remove);
        foreach (KeyIndexEntry signer in Roles.SignZone.Intersect(Roles.Publish)
            .Where(key => key.Algorithm == bad.Algorithm && shift > 0))
        {
            Change(signer, row => row with
            {
                End = Later(row.End, start),
                Remove = Later(row.Remove, Forgotten(start)),
            });
        }

        Change(bad, row => row with { Start = At, End = At, Remove = At, Presign = null });
    }

    // Every resolver knows it, and it signs nothing: the next one if it can be, else the one before, or one
    // that stands by. No bad one is, of this emergency or of one before.
    private KeyIndexEntry? SubstituteOf(KeyIndexEntry bad, KeyIndexEntry[] all) => Roles.Publish
        .Where(key => key.Role == KeyRole.ZSK && key.Algorithm == bad.Algorithm
            && !all.Contains(key) && !key.IsCompromised
            && Schedule.PublishedAt(key) + Schedule.KnownAfter <= At)
        .OrderByDescending(key => key.Start > At && key.Start < key.Ended).ThenByDescending(key => key.Start)
        .FirstOrDefault();
}
