using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A rollover in the making: a zone's keys, the moment at which it begins, and what it changes.</summary>
/// <remarks>Each move gives a proposal for every moment; whether resolvers bear it is for a rehearsal to say.</remarks>
public abstract class KeyMove
{
    private const long Hour = 3_600;
    private const long Day = 86_400;

    private readonly List<PlannedKey> _additions = [];
    private readonly Dictionary<KeyIndexEntry, KeyIndexEntry> _changes = new(ReferenceEqualityComparer.Instance);

    private protected KeyMove(KeySchedule schedule, Timestamp at)
    {
        Schedule = schedule.Own; // another signer's keys are his to move
        At = at.Seconds % Day == Day - 1 ? at + 1 : at; // the last second of a day, as an end or removal, means midnight
        Roles = Schedule.RolesAt(At);
    }

    /// <summary>The zone's keys as they are.</summary>
    protected KeySchedule Schedule { get; }

    /// <summary>When the move begins.</summary>
    protected Timestamp At { get; }

    /// <summary>What the keys do then.</summary>
    protected ScheduledRoles Roles { get; }

    /// <summary>How long things take.</summary>
    protected RolloverPolicy Policy => Schedule.Policy;

    /// <summary>When a key that is published at the beginning is known to every resolver.</summary>
    protected Timestamp Known => FullHour(At + Policy.PublicationInterval);

    /// <summary>When a KSK that signs from a moment on can stand alone, the parent doing what it is asked for.</summary>
    protected Timestamp Trusted(Timestamp signsFrom) => FullHour(signsFrom + Policy.KskOverlap);

    /// <summary>When every resolver has a DS that the parent is asked for at the beginning, and does at once what it is asked for.</summary>
    protected Timestamp DsKnown => FullHour(At + (Policy.ParentRegistrationDelay.Seconds + Policy.KskRetireInterval));

    /// <summary>When nothing in a cache needs a key that signs the zone until a moment.</summary>
    protected Timestamp Forgotten(Timestamp signsUntil) => FullHour(signsUntil + Policy.ZskRetireInterval);

    /// <summary>What has been planned so far.</summary>
    protected KeyIndexProposal Proposal() => new(
        [.. _additions], [.. _changes.Where(change => change.Key != change.Value).Select(change => (change.Key, change.Value))]);

    /// <summary>Plans a key.</summary>
    private protected void Add(
        KeyRole role, DnssecAlgorithm algorithm, Timestamp publish, Timestamp start, Timestamp end, Timestamp remove,
        Timestamp? presign = null, Timestamp? dsAsk = null) =>
        _additions.Add(new PlannedKey(Schedule.Zone, role, algorithm, publish, start, end, remove) { Presign = presign, DsAsk = dsAsk });

    /// <summary>Plans a key with the life that the policy gives it.</summary>
    private protected void Add(
        KeyRole role, DnssecAlgorithm algorithm, Timestamp publish, Timestamp start, Timestamp? presign = null, Timestamp? dsAsk = null)
    {
        Timestamp remove = LastSecond(start + (role == KeyRole.ZSK ? Policy.ZskLife : Policy.KskLife));
        Timestamp end = role switch
        {
            KeyRole.ZSK => start + Policy.ZskUse,
            KeyRole.KSK => remove,
            _ => LastSecond(start + Policy.KskPeriod),
        };
        Add(role, algorithm, publish, start, end, remove, presign, dsAsk);
    }

    /// <summary>The row as it has become so far.</summary>
    private protected KeyIndexEntry Now(KeyIndexEntry key) => _changes.GetValueOrDefault(key, key);

    /// <summary>Changes a row; a key that starts earlier than it was to sign beside others does so no longer.</summary>
    private protected void Change(KeyIndexEntry key, Func<KeyIndexEntry, KeyIndexEntry> change)
    {
        KeyIndexEntry row = change(Now(key));
        _changes[key] = row.Presign > row.Start ? row with { Presign = null } : row;
    }

    /// <summary>Lets a key sign until one moment and leave at another; what it had not begun by then it never begins.</summary>
    private protected void Retire(KeyIndexEntry key, Timestamp end, Timestamp remove) => Change(key, row =>
    {
        bool begins = row.Start < end && row.Publish < remove;
        return row with
        {
            Presign = begins ? row.Presign : null,
            Postsign = null,
            DsAsk = row.DsAsk <= remove ? row.DsAsk : null,
            Publish = Earlier(row.Publish, remove),
            Start = begins ? row.Start : remove,
            End = begins ? end : remove,
            Remove = remove,
        };
    });

    /// <summary>Lets keys sign until one moment and leave at another: the last of them goes on that long, the others leave no later.</summary>
    private protected void RetireAll(IReadOnlyCollection<KeyIndexEntry> keys, Timestamp end, Timestamp remove)
    {
        KeyIndexEntry? last = keys.Where(key => key.Start < end && key.Start < key.Ended).MaxBy(key => key.Start);
        foreach (KeyIndexEntry key in keys.Where(key => key == last || key.Removed > remove || key.Ended > end))
        {
            Timestamp needed = key.SignsZone && key.Start <= At ? Later(remove, Schedule.MilestonesOf(key).Dead ?? remove) : remove;
            Retire(key, key == last ? end : Earlier(key.Ended, end), key == last ? remove : Earlier(key.Removed, needed));
        }

        EndChain(keys);
    }

    /// <summary>Says of the last keys that nothing follows them.</summary>
    private protected void EndChain(IEnumerable<KeyIndexEntry> keys)
    {
        foreach (KeyIndexEntry key in keys)
        {
            Change(key, row => row with { HasNoSuccessor = true });
        }
    }

    /// <summary>The keys of an algorithm that are not gone at the beginning, those to come included.</summary>
    private protected ImmutableArray<KeyIndexEntry> Left(Func<KeyIndexEntry, bool> which) =>
        [.. Schedule.Keys.Where(key => which(key) && (key.Removed > At || Roles.Held.Contains(key)))];

    /// <summary>Keys that are made, and that nobody knows yet: neither they nor signatures of theirs are
    /// published, and the parent was not asked for their DS.</summary>
    private protected IEnumerable<KeyIndexEntry> Unknown => Schedule.Keys.Where(key => key.Publish > At
        && key.Publish < key.Removed && !(key.Presign <= At) && !(key.DsAsk <= At));

    /// <summary>Whether nobody knows a key yet.</summary>
    private protected bool IsUnknown(KeyIndexEntry key) => Unknown.Contains(key);

    /// <summary>Puts a new key in the place of one that nobody knows yet, on the same dates.</summary>
    private protected void ReplaceUnknown(KeyIndexEntry bad)
    {
        Add(bad.Role, bad.Algorithm, bad.Publish, bad.Start, bad.End, bad.Remove, bad.Presign, bad.DsAsk);
        Retire(bad, At, At);
    }

    /// <summary>The keys of a role that are not to be trusted: the one of a tag, or all that do not only stand
    /// by; those that nobody knows yet included.</summary>
    private protected KeyIndexEntry[] Bad(KeyRole role, int? tag) =>
        Roles.Publish.Concat(Unknown).Where(key => key.Role == role && key.Revoke is null && (tag is null ? !key.NeverSigns : key.Tag == tag)).ToArray() is { Length: > 0 } bad
            ? bad : throw Impossible($"{Schedule.Zone} has no {role}{(tag is { } one ? " " + KeyIndexText.Tag(one) : "")} at {At}", "see its keys: `keyall show`");

    /// <summary>A key that stands by for a role and that every resolver knows, or null.</summary>
    private protected KeyIndexEntry? Standby(KeyRole role, DnssecAlgorithm algorithm) => Roles.Publish.FirstOrDefault(key => key.Role == role
        && key.Algorithm == algorithm && key.NeverSigns && key.Start > At && key.Revoke is null && Schedule.PublishedAt(key) + Policy.PublicationInterval <= At);

    /// <summary>Stops a move that needs a DS where there is none.</summary>
    private protected void DemandDs(string method)
    {
        if (Schedule.Zone.IsRoot)
        {
            throw Impossible($"the root zone has no DS, so that there is no {method}", "resolvers trust its keys by RFC 5011: roll by double signature");
        }
    }

    /// <summary>Stops a move that has nothing to move.</summary>
    private protected static RefusedException Impossible(string message, string hint) => new(CheckCodes.MoveImpossible, message, hint);

    private protected static Timestamp FullHour(Timestamp moment) => moment + ((Hour - (moment.Seconds % Hour)) % Hour);

    private protected static Timestamp LastSecond(Timestamp moment) => moment.Seconds % Day == 0 ? moment - 1 : moment;

    private protected static Timestamp Earlier(Timestamp left, Timestamp right) => left < right ? left : right;

    private protected static Timestamp Later(Timestamp left, Timestamp right) => left > right ? left : right;
}
