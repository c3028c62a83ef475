using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>Extends a keyindex in the rhythm of its policy: each kind of key goes on from its last
/// row.</summary>
/// <remarks>IANA's rhythm by default: a ZSK each month, published a month before, in effect for a month and
/// two weeks, removed after two months; a KSK each year, for two years. A row with <c>successor=none</c> is
/// followed by nothing, nor are the ZSKs of an algorithm whose KSKs are; one with <c>shares=</c> by what follows the other zone's.</remarks>
public sealed class KeyRhythm
{
    private const long Day = 86_400;
    private const long Hour = 3_600;
    private const int MostKeys = 500;
    /// <summary>No key starts later: in the year 9892, for the calendar ends with 9999.</summary>
    public static readonly Timestamp LastStart = new(250_000_000_000);

    private readonly KeySchedule _schedule;
    private readonly Timestamp _now;
    private readonly Timestamp _until;
    private readonly List<PlannedKey> _additions = [];
    private readonly List<(KeyIndexEntry Before, KeyIndexEntry After)> _changes = [];

    private KeyRhythm(KeySchedule schedule, Timestamp now, Timestamp until)
    {
        _schedule = schedule;
        _now = now;
        _until = until;
    }

    private RolloverPolicy Policy => _schedule.Policy;

    /// <summary>Proposes the keys that follow those of a zone.</summary>
    /// <param name="schedule">The zone's keys; none where it has none yet.</param>
    /// <param name="now">The present: nothing is published before it.</param>
    /// <param name="until">Keys that are published before this moment are proposed.</param>
    public static KeyIndexProposal Extend(KeySchedule schedule, Timestamp now, Timestamp until)
    {
        KeyRhythm rhythm = new(schedule, now, until);
        foreach (IGrouping<(DnssecAlgorithm Algorithm, KeyRole Role), KeyIndexEntry> kind in schedule.Keys
            .Where(key => key.Start < key.Ended && key.Shares is null)
            .GroupBy(key => (key.Algorithm, key.Role)))
        {
            if (!schedule.IsLeaving(kind.Key.Algorithm, kind.Key.Role))
            {
                rhythm.Follow(kind.OrderBy(key => key.Start).ThenBy(key => key.Publish).Last());
            }
        }

        return rhythm.Proposal();
    }

    /// <summary>Proposes the first keys of a zone, from the day of <paramref name="now"/> on, and those that
    /// follow.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="policy">Its policy.</param>
    /// <param name="algorithm">The keys' algorithm.</param>
    /// <param name="scheme">Which keys it has.</param>
    /// <param name="now">The present.</param>
    /// <param name="until">Keys that are published before this moment are proposed.</param>
    public static KeyIndexProposal Begin(
        DomainName zone, RolloverPolicy policy, DnssecAlgorithm algorithm, KeyScheme scheme, Timestamp now,
        Timestamp until)
    {
        Timestamp start = now - (now.Seconds % Day);
        KeyRhythm rhythm = new(new KeySchedule(KeyIndex.Empty, zone, policy), start, until);
        foreach (KeyRole role in scheme == KeyScheme.Csk ? new[] { KeyRole.CSK } : [KeyRole.KSK, KeyRole.ZSK])
        {
            PlannedKey first = rhythm.Key(role, algorithm, start, start);
            rhythm._additions.Add(first);
            rhythm.Follow(first.ToEntry(0, null), isPlanned: true);
        }

        return rhythm.Proposal();
    }

    private KeyIndexProposal Proposal() => new(
        [.. _additions.OrderBy(key => key.Role != KeyRole.ZSK ? 0 : 1).ThenBy(key => key.Publish)
            .ThenBy(key => key.Start)],
        [.. _changes]);

    private void Follow(KeyIndexEntry last, bool isPlanned = false)
    {
        (Timestamp before, Timestamp published) = (last.Start, last.Publish);
        for (int made = 0; made < MostKeys && before < LastStart; made++)
        {
            Timestamp start = before + (last.IsSep ? Policy.KskPeriod : Policy.ZskPeriod);
            // A month before its start may be a day before the key that it follows: months differ. No key set
            // shows an algorithm before that key does.
            Timestamp publish = Later(start - LeadOf(last.Role, start), published);
            if (publish >= _until)
            {
                return;
            }

            if (publish < _now)
            {
                // Runs were missed. The last key goes on until its successor can start.
                publish = _now;
                start = Later(start, last.Role == KeyRole.KSK ? _now : FullHour(_now + _schedule.KnownAfter));
            }

            if (made == 0 && !isPlanned)
            {
                Prolong(last, start);
            }

            _additions.Add(Key(last.Role, last.Algorithm, publish, start));
            (before, published) = (start, publish);
        }
    }

    private long LeadOf(KeyRole role, Timestamp start) => role switch
    {
        KeyRole.ZSK => Math.Max(
            start - (start - Policy.ZskPublish), _schedule.HasOtherSigners ? _schedule.KnownAfter : 0),
        KeyRole.KSK => start - (start - Policy.KskPublish),
        _ => Math.Max(start - (start - Policy.KskPublish), _schedule.KnownAfter),
    };

    private PlannedKey Key(KeyRole role, DnssecAlgorithm algorithm, Timestamp publish, Timestamp start)
    {
        Timestamp remove = LastSecond(start + (role == KeyRole.ZSK ? Policy.ZskLife : Policy.KskLife));
        Timestamp end = role switch
        {
            KeyRole.ZSK => start + Policy.ZskUse,
            KeyRole.KSK => remove,
            _ => LastSecond(start + Policy.KskPeriod),
        };
        return new PlannedKey(_schedule.Zone, role, algorithm, publish, start, end, remove);
    }

    // A key that was cut short, or whose successor comes late, goes on until that can stand alone.
    private void Prolong(KeyIndexEntry last, Timestamp start)
    {
        (long use, long life) = last.Role switch
        {
            KeyRole.ZSK => (0L, Policy.ZskRetireInterval),
            KeyRole.KSK => (Policy.KskOverlap, Policy.KskOverlap),
            _ => (0L, Math.Max(Policy.KskOverlap, Policy.ZskRetireInterval)),
        };
        KeyIndexEntry prolonged = last with
        {
            End = last.Ended < start + use ? FullHour(start + use) : last.End,
            Remove = last.Removed < start + life ? FullHour(start + life) : last.Remove,
        };
        if (prolonged != last)
        {
            _changes.Add((last, prolonged));
        }
    }

    // As people write it: the last second of a day, not the first of the next.
    private static Timestamp LastSecond(Timestamp moment) => moment.Seconds % Day == 0 ? moment - 1 : moment;

    private static Timestamp FullHour(Timestamp moment) =>
        moment.Seconds % Hour == 0 ? moment : moment + (Hour - (moment.Seconds % Hour));

    private static Timestamp Later(Timestamp left, Timestamp right) => left > right ? left : right;
}
