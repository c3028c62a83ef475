using System.Collections.Immutable;
using DnssecToolkit.Keys;

namespace DnssecToolkit.Schedule;

/// <summary>What is to change in a keyindex: rows for keys to be made, and rows that become others.</summary>
/// <param name="Additions">The keys to make, in the order of their rows.</param>
/// <param name="Changes">Rows as they are and as they become.</param>
public sealed record KeyIndexProposal(
    ImmutableArray<PlannedKey> Additions, ImmutableArray<(KeyIndexEntry Before, KeyIndexEntry After)> Changes)
{
    /// <summary>The first of the tags that stand for keys not made yet; no key has one that large.</summary>
    public const int FirstProvisionalTag = 99_001;

    /// <summary>Nothing to change.</summary>
    public static KeyIndexProposal Nothing { get; } = new([], []);

    /// <summary>Rows of keys that are there already: another signer's.</summary>
    public ImmutableArray<KeyIndexEntry> Rows { get; init; } = [];

    /// <summary>Rows of keys that are not to be trusted any more, as they are before an emergency.</summary>
    public ImmutableArray<KeyIndexEntry> Bad { get; init; } = [];

    /// <summary>Whether nothing changes.</summary>
    public bool IsEmpty => Additions.IsEmpty && Changes.IsEmpty && Rows.IsEmpty;

    /// <summary>Both, one after the other.</summary>
    public KeyIndexProposal And(KeyIndexProposal other) =>
        new([.. Additions, .. other.Additions], [.. Changes, .. other.Changes]);

    /// <summary>What of it one host may do, where KSKs are offline: each writes its own rows alone, changes
    /// of them included.</summary>
    /// <param name="ofKsks">Whether the rows of KSKs and CSKs are meant, or those of ZSKs.</param>
    public KeyIndexProposal OfSide(bool ofKsks) => new(
        [.. Additions.Where(key => key.Role != KeyRole.ZSK == ofKsks)],
        [.. Changes.Where(change => change.Before.IsSep == ofKsks)])
    {
        Rows = Rows,
    };

    /// <summary>Gives the keyindex with the changes, keys not made yet under provisional tags.</summary>
    public KeyIndex Preview(KeyIndex index)
    {
        int tag = FirstProvisionalTag - 1;
        HashSet<int> taken = [.. index.Entries.Select(entry => entry.Tag)];
        return Apply(index, planned =>
        {
            do
            {
                tag++;
            }
            while (taken.Contains(tag));
            return planned.ToEntry(tag, null);
        });
    }

    /// <summary>Gives the keyindex with the changes.</summary>
    /// <param name="index">The keyindex that the proposal was made for.</param>
    /// <param name="row">Gives the row of a key that was made.</param>
    public KeyIndex Apply(KeyIndex index, Func<PlannedKey, KeyIndexEntry> row)
    {
        foreach ((KeyIndexEntry before, KeyIndexEntry after) in Changes)
        {
            index = index.Replace(before, after);
        }

        index = Rows.Aggregate(index, (rows, entry) => rows.Add(entry));
        return Additions.Aggregate(index, (rows, planned) => rows.Add(row(planned)));
    }
}
