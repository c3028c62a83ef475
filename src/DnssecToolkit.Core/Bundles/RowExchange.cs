using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Schedule;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles;

/// <summary>What the rows of a keyindex that came with a file change in the keyindex here.</summary>
/// <remarks>The online side owns the rows of ZSKs and knows what the parent has; the offline side owns the
/// rows of KSKs. New rows of the other side, and what it saw of DS, are taken over; where rows that both
/// sides have differ, somebody has to say that the owner is right.</remarks>
public sealed class RowExchange
{
    private const long KskGrace = 365 * 86_400;

    private readonly BundleManifest _manifest;
    private readonly KeyIndex _index;
    private readonly string _place;
    private readonly List<KeyIndexEntry> _additions = [];
    private readonly List<KeyIndexEntry> _removals = [];
    private readonly List<(KeyIndexEntry Before, KeyIndexEntry After)> _changes = [];
    private readonly List<string> _disputes = [];
    private ImmutableArray<KeyIndexEntry> _theirs = [];

    private RowExchange(BundleManifest manifest, KeyIndex index, string place)
    {
        _manifest = manifest;
        _index = index;
        _place = place;
    }

    /// <summary>The lines that change here: <c>+</c> comes, <c>-</c> goes.</summary>
    public IReadOnlyList<string> Lines =>
    [
        .. _removals.Select(row => $"- {row.ToObservedRow()}"),
        .. _changes.SelectMany(change => (string[])[$"- {change.Before.ToObservedRow()}",
            $"+ {change.After.ToObservedRow()}"]),
        .. _additions.Select(row => $"+ {row.ToSharedRow()}"),
    ];

    /// <summary>The rows of a zone that the sides tell each other: those that are not over, and KSKs for a
    /// year more, because the parent may keep a DS for longer than the dates say.</summary>
    public static IEnumerable<KeyIndexEntry> Shared(KeyIndex index, DomainName zone, Timestamp moment) =>
        index.EntriesOf(zone).Where(row => row.Removed > moment - (row.IsSep ? KskGrace : 0));

    private bool TheirsAreZsks => _manifest.Kind == BundleManifest.Request;

    /// <summary>Compares a manifest's rows with those here.</summary>
    /// <param name="manifest">The other side's manifest.</param>
    /// <param name="index">The keyindex here.</param>
    /// <param name="moment">When the file's first slot begins: rows that are over then are not
    /// compared.</param>
    /// <param name="place">The manifest's path, for findings.</param>
    /// <param name="findings">Takes rows that are none, and rows that the other side does not own.</param>
    public static RowExchange Compare(BundleManifest manifest, KeyIndex index, Timestamp moment, string place,
        FindingList findings)
    {
        RowExchange exchange = new(manifest, index, place);
        KeyIndexEntry[] here = [.. Shared(index, manifest.Zone, moment)];
        exchange._theirs = exchange.Read(manifest.Rows, exchange.TheirsAreZsks, findings);
        exchange.CompareTheirs([.. here.Where(row => !row.IsSep == exchange.TheirsAreZsks)], findings);
        exchange.CompareOurs([.. here.Where(row => row.IsSep == exchange.TheirsAreZsks)], findings);
        return exchange;
    }

    /// <summary>Reports each row in which the two sides differ although both had it.</summary>
    public void ReportDisputes(FindingList findings)
    {
        foreach (string dispute in _disputes)
        {
            Report(findings, dispute,
                "compare the keyindexes of both sides; --settle-rows takes over what the owner of each row has");
        }
    }

    /// <summary>Holds the keys of bundles against the other side's rows: each has one, where the other side
    /// keeps a keyindex at all.</summary>
    public void CheckKeys(IEnumerable<KeyBundle> bundles, FindingList findings)
    {
        if (_manifest.Rows.IsEmpty)
        {
            return;
        }

        foreach (ZoneKey key in WithoutRow(bundles
            .SelectMany(bundle => TheirsAreZsks ? bundle.ZoneSigners : bundle.EntryPoints)
            .Select(key => key.Key), _theirs))
        {
            Report(findings, $"{key} is in a bundle, and the other side has no row for it",
                "the file does not fit its maker's keyindex; have it made again");
        }
    }

    /// <summary>Gives each key that has no row.</summary>
    public static IEnumerable<ZoneKey> WithoutRow(IEnumerable<ZoneKey> keys, IEnumerable<KeyIndexEntry> rows)
    {
        HashSet<(DnssecAlgorithm, int)> known = [.. rows.Select(row => (row.Algorithm, row.Tag))];
        return keys.Distinct().Where(key =>
            !known.Contains((key.Algorithm, key.PlainAndRevokedTags()[0].Value)));
    }

    /// <summary>Gives the keyindex with the other side's rows in it.</summary>
    public KeyIndex Apply()
    {
        KeyIndex index = _removals.Aggregate(_index, (rows, row) => rows.Remove(row));
        index = _changes.Aggregate(index, (rows, change) => rows.Replace(change.Before, change.After));
        return _additions.Aggregate(index, (rows, row) => rows.Add(row));
    }

    private void CompareTheirs(KeyIndexEntry[] here, FindingList findings)
    {
        foreach (KeyIndexEntry row in _theirs)
        {
            KeyIndexEntry? mine = Find(row);
            if (mine is null)
            {
                _additions.Add(row);
            }
            else if (mine.IsSep != row.IsSep)
            {
                Report(findings, $"{row} is {mine} here",
                    "one side has a key that the other uses for something else; replace one of them");
            }
            else if (mine.ToSharedRow() != row.ToSharedRow())
            {
                _changes.Add((mine, mine with
                {
                    Publish = row.Publish,
                    Start = row.Start,
                    End = row.End,
                    Remove = row.Remove,
                    Revoke = row.Revoke,
                    Presign = row.Presign,
                    Postsign = row.Postsign,
                    DsAsk = row.DsAsk,
                    HasNoSuccessor = row.HasNoSuccessor,
                }));
                _disputes.Add($"the other side has {row.ToSharedRow()}; here it is {mine.ToSharedRow()}");
            }
        }

        foreach (KeyIndexEntry mine in here.Where(mine => !_theirs.Any(row => IsSame(row, mine))))
        {
            _removals.Add(mine);
            _disputes.Add($"the other side has no row {mine.ToSharedRow()}");
        }
    }

    // Rows of this side that the other does not have yet reach it with the next file. What it saw of DS is
    // its own to say.
    private void CompareOurs(KeyIndexEntry[] here, FindingList findings)
    {
        foreach (KeyIndexEntry row in Read(_manifest.OtherRows ?? [], !TheirsAreZsks, findings))
        {
            if (Find(row) is not { } mine || !here.Contains(mine))
            {
                _disputes.Add($"the other side has {row.ToSharedRow()}, which is no row of this side");
                continue;
            }

            if (mine.ToSharedRow() != row.ToSharedRow())
            {
                _disputes.Add(
                    $"the other side has {row.ToSharedRow()}; this side, which owns it, has {mine.ToSharedRow()}");
            }

            KeyIndexEntry seen = Observed(mine, row);
            if (TheirsAreZsks && seen != mine)
            {
                _changes.Add((mine, seen));
            }
        }
    }

    // Who has seen the DS says whether it is gone, too: one that came back holds its key again.
    private static KeyIndexEntry Observed(KeyIndexEntry mine, KeyIndexEntry row) => row.DsSeen is null
        ? mine with { DsGone = row.DsGone ?? mine.DsGone }
        : mine with { DsSeen = row.DsSeen, DsGone = row.DsGone };

    private ImmutableArray<KeyIndexEntry> Read(IEnumerable<string> rows, bool ofZsks, FindingList findings)
    {
        FindingList faults = new();
        string text = KeyIndex.Header + "\n" + string.Concat(rows.Select(row => row + "\n"));
        KeyIndex read = KeyIndex.Read(System.Text.Encoding.Latin1.GetBytes(text), _place, faults);
        foreach (Finding fault in faults.Kept.Where(fault => fault.Severity == Severity.Fault))
        {
            Report(findings, $"a row of the manifest is none: {fault.Message}", "have the file made again");
        }

        foreach (KeyIndexEntry stranger in read.Entries.Where(row => row.Zone != _manifest.Zone
            || row.IsSep == ofZsks))
        {
            Report(findings, $"{stranger} is no row that belongs there",
                "the manifest has rows of another zone or side; have the file made again");
        }

        return [.. read.Entries.Where(row => row.Zone == _manifest.Zone && row.IsSep != ofZsks)];
    }

    private KeyIndexEntry? Find(KeyIndexEntry row) =>
        _index.EntriesOf(_manifest.Zone).FirstOrDefault(mine => IsSame(row, mine));

    private static bool IsSame(KeyIndexEntry left, KeyIndexEntry right) =>
        (left.Algorithm, left.Tag) == (right.Algorithm, right.Tag);

    private void Report(FindingList findings, string message, string hint) =>
        findings.Add(new Finding(CheckCodes.BundleDrift, new SourceLocation(_place),
            message)
        { Hint = hint });
}
