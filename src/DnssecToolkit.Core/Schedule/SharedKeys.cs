using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Keys that several zones have: one zone's rows lead, the rows of others (<c>shares=</c>) follow
/// each change of them.</summary>
/// <remarks>What a zone's own parent has of a key's DS, and since when the zone has the keys, is its
/// own; that a key is bad is not.</remarks>
public static class SharedKeys
{
    /// <summary>Gives the rows by which a zone takes over another's keys.</summary>
    /// <param name="leader">The keys of the zone that leads.</param>
    /// <param name="follower">The zone that follows.</param>
    /// <param name="at">From when on.</param>
    public static KeyIndexProposal Join(KeySchedule leader, DomainName follower, Timestamp at) => KeyIndexProposal.Nothing with
    {
        Rows = [.. leader.Own.Keys.Where(key => key.Removed > at).Select(key => Follow(key, follower, at))],
    };

    /// <summary>Gives what lets a zone go on by itself: its keys are those that it has, and its own from then
    /// on.</summary>
    public static KeyIndexProposal Leave(KeySchedule follower) => KeyIndexProposal.Nothing with
    {
        Changes = [.. follower.Keys.Where(row => row.Shares is not null)
            .Select(row => (row, row with { Shares = null }))],
    };

    /// <summary>Gives a keyindex in which every row that follows another does so, those included that came
    /// from another host without saying so.</summary>
    public static KeyIndex Adopt(KeyIndex index)
    {
        foreach (DomainName zone in index.Zones)
        {
            if (LeaderOf(index, zone) is { } leader)
            {
                index = index.EntriesOf(zone)
                    .Where(row => row.Shares is null
                        && index.EntriesOf(leader)
                        .Any(leading => AreOne(leading, row with { Shares = leader })))
                    .ToArray().Aggregate(index,
                        (rows, row) => rows.Replace(row, row with { Shares = leader }));
            }
        }

        return Follow(index);
    }

    /// <summary>Gives a keyindex in which every row that follows another does so.</summary>
    public static KeyIndex Follow(KeyIndex index)
    {
        foreach (DomainName zone in index.Zones)
        {
            KeyIndexEntry[] own = [.. index.EntriesOf(zone).Where(row => row.Shares is not null)];
            if (own.Length > 0)
            {
                index = Follow(index, own);
            }
        }

        return index;
    }

    /// <summary>A zone with the keys that its rhythm adds until a moment, under provisional tags; where its
    /// keys are another's, the other's rhythm.</summary>
    /// <param name="index">The keyindex.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="policyOf">Gives each zone's policy.</param>
    /// <param name="now">The present: nothing is added before it.</param>
    /// <param name="until">Keys that are published before this moment are added.</param>
    public static KeySchedule Continued(KeyIndex index, DomainName zone,
        Func<DomainName, RolloverPolicy> policyOf, Timestamp now, Timestamp until)
    {
        if (LeaderOf(index, zone) is not { } leader)
        {
            return new KeySchedule(index, zone, policyOf(zone)).Continued(now, until);
        }

        KeySchedule leading = new(index, leader, PolicyOf(index, leader, policyOf));
        return new KeySchedule(Follow(KeyRhythm.Extend(leading, now, until).Preview(index)), zone,
            policyOf(zone));
    }

    /// <summary>The policy by which a zone's keys are changed: its own rhythm, with delays that are enough
    /// for every zone that has them.</summary>
    /// <param name="index">The keyindex.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="policyOf">Gives each zone's policy.</param>
    public static RolloverPolicy PolicyOf(KeyIndex index, DomainName zone,
        Func<DomainName, RolloverPolicy> policyOf) =>
        FollowersOf(index, zone).Select(policyOf)
        .Aggregate(policyOf(zone), (policy, other) => policy.WithDelaysOf(other));

    /// <summary>The zones that have a zone's keys.</summary>
    public static IEnumerable<DomainName> FollowersOf(KeyIndex index, DomainName leader) =>
        index.Zones.Where(zone => LeaderOf(index, zone) == leader);

    /// <summary>Whether two rows of a keyindex are one key of two zones.</summary>
    public static bool AreOne(KeyIndexEntry row, KeyIndexEntry other) =>
        row.Zone != other.Zone && row.Algorithm == other.Algorithm
        && row.Tag == other.Tag && (row.Shares ?? row.Zone) == (other.Shares ?? other.Zone);

    /// <summary>The zone whose keys a zone has, or null.</summary>
    public static DomainName? LeaderOf(KeyIndex index, DomainName zone) =>
        index.EntriesOf(zone).Select(row => row.Shares).FirstOrDefault(leader => leader is not null);

    private static KeyIndex Follow(KeyIndex index, KeyIndexEntry[] own)
    {
        DomainName zone = own[0].Zone;
        Timestamp since = own.Min(row => row.Publish);
        foreach (KeyIndexEntry leading in index.EntriesOf(own[0].Shares!.Value)
            .Where(row => row.Signer is null))
        {
            KeyIndexEntry following = Follow(leading, zone, since);
            if (Array.Find(own, row => row.Algorithm == leading.Algorithm
                && row.Tag == leading.Tag) is not { } row)
            {
                bool isNew = leading.Removed > since
                    && !index.EntriesOf(zone)
                    .Any(other => other.Algorithm == leading.Algorithm && other.Tag == leading.Tag);
                index = isNew ? index.Add(following) : index;
                continue;
            }

            index = index.Replace(row,
                following with
                {
                    Key = row.Key,
                    DsSeen = row.DsSeen,
                    DsGone = row.DsGone,
                    Note = leading.IsCompromised && !row.IsCompromised ? NoteOf(leading, row.Note) : row.Note,
                    Location = row.Location
                });
        }

        return index;
    }

    private static KeyIndexEntry Follow(KeyIndexEntry leading, DomainName zone, Timestamp since)
    {
        Timestamp start = !leading.NeverSigns && leading.Start < since ? since : leading.Start;
        return leading with
        {
            Zone = zone,
            Shares = leading.Zone,
            Publish = leading.Publish < since ? since : leading.Publish,
            Start = start,
            End = leading.End < start ? start : leading.End,
            Remove = leading.Remove < start ? start : leading.Remove,
            Presign = leading.Presign < since ? null : leading.Presign,
            DsAsk = leading.DsAsk < since ? since : leading.DsAsk,
            DsSeen = null,
            DsGone = null,
            Note = leading.IsCompromised ? leading.Note : null,
            Location = default,
            Key = PlaceOf(leading, zone),
        };
    }

    // What is stolen from one zone is stolen from all that have it.
    private static string? NoteOf(KeyIndexEntry leading, string? own) =>
        leading.Note + (own is null ? "" : $"; {own}");

    // In a token it is one key; a file has the zone in its name.
    private static string? PlaceOf(KeyIndexEntry key, DomainName zone) =>
        key.Key is null || key.Key.StartsWith("pkcs11:", StringComparison.OrdinalIgnoreCase)
        ? key.Key : $"file:{new BindKeyName(zone, key.Algorithm, new Records.KeyTag(unchecked((ushort)key.Tag)))}.private";
}
