using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule.Moves;

/// <summary>A rollover in the making: a zone's keys, the moment at which it begins, and what it
/// changes.</summary>
/// <remarks>Each move gives a proposal for every moment; whether resolvers bear it is for a rehearsal to
/// say.</remarks>
public abstract class KeyMove
{
    private const long Hour = 3_600;
    private const long Day = 86_400;

    private readonly List<PlannedKey> _additions = [];
    private readonly List<(Func<KeyIndexEntry, bool> Waits, long Seconds)> _delays = [];
    private readonly Dictionary<KeyIndexEntry, KeyIndexEntry> _changes =
        new(ReferenceEqualityComparer.Instance);

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
    protected Timestamp Known => FullHour(At + Schedule.KnownAfter);

    /// <summary>When a KSK that signs from a moment on can stand alone, the parent doing what it is asked
    /// for; in the root zone, when every resolver trusts it by RFC 5011 and none holds the key set
    /// before.</summary>
    protected Timestamp Trusted(Timestamp signsFrom) => FullHour(signsFrom + (Schedule.Zone.IsRoot
        ? (2 * Policy.PublicationInterval) + Policy.AddHoldDown.Seconds : Policy.KskOverlap));

    /// <summary>When every resolver has a DS that the parent is asked for at the beginning, and does at once
    /// what it is asked for.</summary>
    protected Timestamp DsKnown =>
        FullHour(At + (Policy.ParentRegistrationDelay.Seconds + Policy.KskRetireInterval));

    /// <summary>When nothing in a cache needs a key that signs the zone until a moment.</summary>
    protected Timestamp Forgotten(Timestamp signsUntil) => FullHour(signsUntil + Policy.ZskRetireInterval);

    /// <summary>What has been planned so far.</summary>
    protected KeyIndexProposal Proposal() => new(
        [.. _additions.Where(key => !(LeavesAt(key.Algorithm) <= key.Start)).Select(Within)],
        [.. _changes.Where(change => change.Key != change.Value)
            .Select(change => (change.Key, change.Value))]);

    /// <summary>Whether it plans anew for keys that are to leave already, too.</summary>
    private protected virtual bool PlansAllAnew => false;

    /// <summary>Whether nothing is to follow the keys of a kind, some of which are still there.</summary>
    private protected bool IsLeaving(DnssecAlgorithm algorithm, KeyRole role) => !PlansAllAnew
        && Schedule.IsLeaving(algorithm, role)
        && !Left(key => key.Algorithm == algorithm && key.Role == role).IsEmpty;

    /// <summary>The CSK that signs the zone instead of ZSKs that leave; null where they stay.</summary>
    private protected KeyIndexEntry? CskAfter(KeyIndexEntry zsk) =>
        !IsLeaving(zsk.Algorithm, KeyRole.ZSK) ? null : Schedule.Keys
        .Where(key => key.Role == KeyRole.CSK && key.Algorithm == zsk.Algorithm && !key.NeverSigns
            && key.Removed > At && !Schedule.IsLeaving(key.Algorithm, KeyRole.CSK)).MinBy(key => key.Start);

    /// <summary>When an algorithm leaves whose keys nothing follows; null where it stays, or stays for its DS
    /// longer than its rows say.</summary>
    private protected Timestamp? LeavesAt(DnssecAlgorithm algorithm)
    {
        if (PlansAllAnew || Schedule.LeavesAt(algorithm) is not { } leaves || leaves <= At)
        {
            return null;
        }

        long lost = _delays.Select(delay => delay.Seconds).DefaultIfEmpty(0).Max();
        return lost == 0 ? leaves : FullHour(leaves + lost);
    }

    /// <summary>Whether a KSK or CSK leaves with its algorithm, and a key of another signs no later than one
    /// that would be made: it needs no successor of its own.</summary>
    private protected bool HasHeir(KeyIndexEntry bad) => Schedule.LeavesAt(bad.Algorithm) is not null
        && Schedule.Keys.Any(key => key.IsSep && key.Algorithm != bad.Algorithm && !key.NeverSigns
            && key.Removed > At && key.SignsKeysFrom <= (bad.SignsZone ? Known : At)
            && Schedule.LeavesAt(key.Algorithm) is null);

    /// <summary>Whether a key is to leave already for one of another algorithm, and stays for its DS
    /// alone.</summary>
    private protected bool StaysForItsDs(KeyIndexEntry bad) => HasHeir(bad) && bad.Removed <= At;

    /// <summary>Plans a key.</summary>
    private protected void Add(
        KeyRole role, DnssecAlgorithm algorithm, Timestamp publish, Timestamp start, Timestamp end,
        Timestamp remove,
        Timestamp? presign = null, Timestamp? dsAsk = null) =>
        _additions.Add(new PlannedKey(Schedule.Zone, role, algorithm, publish, start, end,
            remove)
        {
            Presign = presign,
            DsAsk = dsAsk,
            HasNoSuccessor = IsLeaving(algorithm, role),
        });

    /// <summary>Plans a key with the life that the policy gives it.</summary>
    private protected void Add(
        KeyRole role, DnssecAlgorithm algorithm, Timestamp publish, Timestamp start,
        Timestamp? presign = null, Timestamp? dsAsk = null)
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

    /// <summary>Changes a row; a key that starts earlier than it was to sign beside others does so no
    /// longer.</summary>
    private protected void Change(KeyIndexEntry key, Func<KeyIndexEntry, KeyIndexEntry> change)
    {
        KeyIndexEntry row = change(Now(key));
        _changes[key] = row.Presign > row.Start ? row with { Presign = null } : row;
    }

    /// <summary>Lets a key sign until one moment and leave at another; what it had not begun by then it never
    /// begins.</summary>
    private protected void Retire(KeyIndexEntry key, Timestamp end, Timestamp remove) => Change(key, row =>
    {
        if (key.IsSep && LeavesAt(key.Algorithm) is { } leaves)
        {
            (end, remove) = (Earlier(end, leaves), Earlier(remove, leaves));
        }

        bool begins = row.Start < end && row.Publish < remove;
        return row with
        {
            Presign = begins ? row.Presign : null,
            Postsign = null,
            Revoke = row.Revoke <= remove ? row.Revoke : null,
            DsAsk = row.DsAsk <= remove ? row.DsAsk : null,
            Publish = Earlier(row.Publish, remove),
            Start = begins ? row.Start : remove,
            End = begins ? end : remove,
            Remove = remove,
        };
    });

    /// <summary>Lets keys sign until one moment and leave at another: the last of them goes on that long, the
    /// others leave no later.</summary>
    private protected void RetireAll(IReadOnlyCollection<KeyIndexEntry> keys, Timestamp end, Timestamp remove)
    {
        KeyIndexEntry? last = keys.Where(key => key.Start < end && key.Start < key.Ended)
            .MaxBy(key => key.Start);
        foreach (KeyIndexEntry key in keys.Where(key => key == last || key.Removed > remove
            || key.Ended > end))
        {
            Timestamp needed = key.SignsZone && key.Start <= At
                ? Later(remove, Schedule.MilestonesOf(key).Dead ?? remove) : remove;
            Retire(key, key == last ? end : Earlier(key.Ended, end), key == last
                ? remove : Earlier(key.Removed, needed));
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

    /// <summary>The keys of an algorithm that are not gone at the beginning, those to come
    /// included.</summary>
    private protected ImmutableArray<KeyIndexEntry> Left(Func<KeyIndexEntry, bool> which) =>
        [.. Schedule.Keys.Where(key => which(key) && (key.Removed > At || Roles.Held.Contains(key)))];

    /// <summary>Whether a key is in no DNSKEY RRset yet.</summary>
    private protected bool IsToCome(KeyIndexEntry key) => key.Publish > At && key.Publish < key.Removed;

    /// <summary>Whether a key is in no DNSKEY RRset yet, and the parent was asked for its DS, or signatures
    /// of it are in the zone.</summary>
    private protected bool IsAnnounced(KeyIndexEntry key) => IsToCome(key) && Announced(key) <= At;

    /// <summary>Whether the parent has the DS of an announced key alone, so that resolvers need it until they have
    /// another.</summary>
    private protected bool IsNeeded(KeyIndexEntry key) =>
        IsAnnounced(key) && key.DsAsk <= At && !Roles.SignDnskey.Any(other => !(other.DsGone <= At));

    /// <summary>Puts a new key in the place of one that is not published yet: on the same dates where nobody
    /// knows that; where it was announced, that begins anew.</summary>
    /// <param name="bad">The key.</param>
    /// <param name="all">All that are bad: none of them stays for the new key.</param>
    private protected void ReplaceToCome(KeyIndexEntry bad, IReadOnlyCollection<KeyIndexEntry> all)
    {
        if (IsAnnounced(bad))
        {
            AnnounceAnew(bad, all);
        }
        else
        {
            KeyIndexEntry row = Prolonged(bad, 0);
            Add(row.Role, row.Algorithm, row.Publish, row.Start, row.End, row.Remove, row.Presign, row.DsAsk);
        }

        Retire(bad, At, At);
    }

    /// <summary>The dates of who takes a key's place: later by some seconds, and for longer where the key
    /// waits for one that is announced anew.</summary>
    private protected KeyIndexEntry Prolonged(KeyIndexEntry key, long shift)
    {
        long lost = _delays.Where(delay => delay.Waits(key)).Select(delay => delay.Seconds).DefaultIfEmpty(0)
            .Max();
        return lost > 0 ? Shift(key, lost + shift)
            : key with { End = key.End + shift, Remove = key.Remove + shift };
    }

    /// <summary>Puts a new key in the place of one that stands by.</summary>
    private protected void ReplaceStandby(KeyIndexEntry bad)
    {
        Timestamp? ask = bad.DsAsk is null ? null : At;
        Add(bad.Role, bad.Algorithm, At, bad.Removed, bad.Removed, bad.Removed, dsAsk: ask);
        if (Schedule.Zone.IsRoot)
        {
            TakeOutAtOnce(bad);
        }
        else
        {
            Retire(bad, At, At);
        }
    }

    /// <summary>Takes a KSK or CSK out at once: what is revoked is not held for its DS, and signs nothing
    /// from here on but, in the root zone, its revocation.</summary>
    private protected void TakeOutAtOnce(KeyIndexEntry bad) => Change(bad, row => row with
    {
        Start = Earlier(row.Start, At),
        End = At,
        Remove = Schedule.Zone.IsRoot ? RevocationSeen(At) : At,
        Revoke = At,
        Presign = null,
        DsAsk = null,
    });

    /// <summary>Lets a KSK or CSK sign until one moment and leave at another; in the root zone it is revoked
    /// then, since resolvers trust it for good otherwise (RFC 5011).</summary>
    private protected void TakeOut(KeyIndexEntry bad, Timestamp end, Timestamp remove)
    {
        Retire(bad, end, remove);
        if (Schedule.Zone.IsRoot)
        {
            Change(bad, row => row with { Revoke = remove, Remove = RevocationSeen(remove) });
        }
    }

    /// <summary>When every resolver that trusted a key has seen that it is revoked (RFC 5011
    /// §2.4.2).</summary>
    private protected Timestamp RevocationSeen(Timestamp revoked) =>
        LastSecond(FullHour(revoked + Policy.AddHoldDown.Seconds));

    /// <summary>The keys of a role that are not to be trusted: the one of a tag, or all that do not only
    /// stand by; those that are not published yet included. None where the one of the tag is trusted by
    /// nobody any more: it is revoked, or has left.</summary>
    private protected KeyIndexEntry[] Bad(KeyRole role, int? tag)
    {
        KeyIndexEntry[] named = [.. Schedule.Keys
            .Where(key => key.Role == role && (tag is null ? !key.NeverSigns : key.Tag == tag))];
        KeyIndexEntry[] bad =
            [.. named.Where(key => !(key.Revoke <= At) && (Roles.Publish.Contains(key) || IsToCome(key)))];
        return bad.Length > 0 || (tag is not null && named.Length > 0) ? bad : throw Impossible(
            $"{Schedule.Zone} has no {role}{(tag is { } one ? " " + KeyIndexText.Tag(one) : "")} at {At}",
            "see its keys: `keyall show`");
    }

    /// <summary>A key that stands by for a role and that every resolver knows, or null.</summary>
    private protected KeyIndexEntry? Standby(KeyRole role, DnssecAlgorithm algorithm) => Roles.Publish
        .FirstOrDefault(key => key.Role == role && key.Algorithm == algorithm && key.NeverSigns
            && key.Start > At
            && key.Revoke is null && Schedule.PublishedAt(key) + Schedule.KnownAfter <= At);

    /// <summary>Stops a move that needs a DS where there is none.</summary>
    private protected void DemandDs(string method)
    {
        if (Schedule.Zone.IsRoot)
        {
            throw Impossible($"the root zone has no DS, so that there is no {method}",
                "resolvers trust its keys by RFC 5011: roll by double signature");
        }
    }

    /// <summary>Stops a move that has nothing to move.</summary>
    private protected static RefusedException Impossible(string message, string hint) =>
        new(CheckCodes.MoveImpossible, message, hint);

    // No new key outlives its algorithm; while that stays for its DS, its last one does.
    private PlannedKey Within(PlannedKey key) => LeavesAt(key.Algorithm) is not { } leaves ? key : key with
    {
        End = Earlier(key.End, leaves),
        Remove = Earlier(key.Remove, leaves),
    };

    private static Timestamp? Announced(KeyIndexEntry key) =>
        key.Presign < key.DsAsk || key.DsAsk is null ? key.Presign : key.DsAsk;

    // Those that were to leave for the bad key stay longer by the time that is lost. Of an algorithm that no
    // DNSKEY RRset shows yet all keys come later: data must have a signature of it first (RFC 6781 §4.1.4).
    private void AnnounceAnew(KeyIndexEntry bad, IReadOnlyCollection<KeyIndexEntry> all)
    {
        long lost = FullHour(At) - FullHour(Announced(bad)!.Value) + Hour;
        Timestamp start = FullHour(bad.Start + lost);
        bool isNew = !Roles.Publish.Any(key => key.Algorithm == bad.Algorithm);
        Add(bad.Role, bad.Algorithm, FullHour(bad.Publish + lost), start,
            Later(start, FullHour(bad.Ended + lost)),
            Later(start, FullHour(bad.Removed + lost)),
            presign: bad.Presign is null ? null : At, dsAsk: bad.DsAsk is null ? null : At);
        foreach (KeyIndexEntry key in Schedule.Keys.Except(all)
            .Where(key => isNew && key.Algorithm == bad.Algorithm && IsToCome(key)))
        {
            Change(key, row => Shift(row, lost) with
            {
                Publish = FullHour(row.Publish + lost),
                Start = FullHour(row.Start + lost),
            });
        }

        Timestamp settled = start + (Policy.ZskRetireInterval + Policy.KskOverlap);
        _delays.Add((Waits, lost));
        foreach (KeyIndexEntry key in Roles.Publish.Union(Roles.SignZone).Except(all).Where(Waits))
        {
            Change(key, row => Shift(row, lost));
        }

        bool Waits(KeyIndexEntry key) => (key.Removed < settled || (key.SignsZone && key.Ended < start))
            && (isNew || (key.IsSep && bad.IsSep) || (key.SignsZone && bad.SignsZone));
    }

    private static KeyIndexEntry Shift(KeyIndexEntry row, long seconds) => row with
    {
        Start = row.NeverSigns ? FullHour(row.Ended + seconds) : row.Start,
        End = FullHour(row.Ended + seconds),
        Remove = FullHour(row.Removed + seconds),
        Postsign = row.Postsign is { } postsign ? FullHour(postsign + seconds) : null,
    };

    private protected static Timestamp FullHour(Timestamp moment) =>
        moment + ((Hour - (moment.Seconds % Hour)) % Hour);

    private protected static Timestamp LastSecond(Timestamp moment) =>
        moment.Seconds % Day == 0 ? moment - 1 : moment;

    private protected static Timestamp Earlier(Timestamp left, Timestamp right) =>
        left < right ? left : right;

    private protected static Timestamp Later(Timestamp left, Timestamp right) => left > right ? left : right;
}
