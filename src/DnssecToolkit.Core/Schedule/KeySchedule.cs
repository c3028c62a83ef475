using System.Collections.Immutable;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A zone's keys over time: a pure function of keyindex, policy and moment.</summary>
public sealed partial class KeySchedule
{
    /// <summary>Takes a zone's rows.</summary>
    /// <param name="index">The keyindex.</param>
    /// <param name="zone">The zone.</param>
    /// <param name="policy">How long things take there.</param>
    public KeySchedule(KeyIndex index, DomainName zone, RolloverPolicy policy)
    {
        Zone = zone;
        Policy = policy;
        Keys = [.. index.EntriesOf(zone)];
        HasOtherSigners = Keys.Any(key => key.Signer is not null);
    }

    private KeySchedule(
        DomainName zone, RolloverPolicy policy, ImmutableArray<KeyIndexEntry> keys, bool hasOtherSigners)
    {
        Zone = zone;
        Policy = policy;
        Keys = keys;
        HasOtherSigners = hasOtherSigners;
    }

    /// <summary>The zone.</summary>
    public DomainName Zone { get; }

    /// <summary>How long things take there.</summary>
    public RolloverPolicy Policy { get; }

    /// <summary>Its keys, in the order of their rows.</summary>
    public ImmutableArray<KeyIndexEntry> Keys { get; }

    /// <summary>What was served, and until when that is known; null where dates alone say since when
    /// resolvers know a key.</summary>
    public (ServedHistory History, Timestamp Now)? Served { get; private init; }

    /// <summary>Whether others sign the zone, too (RFC 8901).</summary>
    public bool HasOtherSigners { get; }

    /// <summary>In seconds: from the publication of a key that signs the zone until every resolver can know
    /// it, whichever signer it has the DNSKEY RRset from.</summary>
    public long KnownAfter => Policy.PublicationInterval + (HasOtherSigners ? Policy.SignerDelay.Seconds : 0);

    /// <summary>Works out what each key does at a moment.</summary>
    /// <remarks>
    /// <para>Published: from <c>publish</c> to <c>remove</c>. A KSK or CSK signs the DNSKEY RRset from
    /// <c>start</c> to <c>remove</c>, and when it is revoked. Of the active ZSKs and CSKs of an algorithm,
    /// the one that started last signs the zone.</para>
    /// <para>Dates alone never remove a KSK whose DS the parent may still publish, nor the last ZSK of an
    /// algorithm that is in use: such keys stay as they were and are <see cref="ScheduledRoles.Held"/>. The
    /// root has no DS; its keys go by date, but for the last KSK. Where the parent was asked for the DS of a
    /// new key first, the old one goes when that was seen for long enough.</para>
    /// </remarks>
    public ScheduledRoles RolesAt(Timestamp moment)
    {
        HashSet<KeyIndexEntry> held =
            [.. Keys.Where(key => IsHeldForItsDs(key, moment) || IsLastOfTheRoot(key, moment))];
        List<KeyIndexEntry> signers = [];
        HashSet<KeyIndexEntry> withdrawn = [];
        foreach (IGrouping<int, KeyIndexEntry> algorithm in Keys.GroupBy(key => (int)key.Algorithm))
        {
            if (IsWithdrawn(algorithm, moment, held))
            {
                withdrawn.UnionWith(algorithm.Where(key => !key.IsSep));
                signers.AddRange(algorithm.Where(key => SignsBeside(key, moment)));
                continue;
            }

            KeyIndexEntry[] beside = [.. algorithm.Where(key => SignsBeside(key, moment))];
            signers.AddRange(beside);
            if (SignerOf(algorithm, moment) is { } signer)
            {
                signers.Add(signer);
            }
            else if (!Array.Exists(beside, key => IsPublished(key, moment))
                && LastSigner(algorithm, moment) is { } last)
            {
                held.Add(last);
                signers.Add(last);
            }
        }

        ImmutableArray<KeyIndexEntry> publish = [.. Keys.Where(key => !withdrawn.Contains(key)
            && (held.Contains(key) || IsPublished(key, moment) || IsKeptForOthers(key, moment, held)))];
        return new ScheduledRoles(
            publish,
            [.. publish.Where(key => key.IsSep && key.Signer is null
                && (held.Contains(key) || moment >= key.SignsKeysFrom || moment >= key.Revoke))],
            [.. Keys.Where(signers.Contains)],
            [.. publish.Where(key => moment >= key.Revoke)],
            [.. Keys.Where(held.Contains)]);
    }

    /// <summary>What to do where a zone has given up DNSSEC.</summary>
    public const string WayToUnsigned =
        "hand the unsigned zone to the servers, and take the zone out of what is signed";

    /// <summary>Whether the zone has given up DNSSEC by a moment: it was signed, and its keys have left for
    /// good, with their DS.</summary>
    public bool HasGivenUpAt(Timestamp moment) => IsInsecureAgainAt(moment)
        && !Keys.Any(key => key.Publish >= moment && key.Publish < key.Removed);

    // Its keys have left, with their DS; others may come.
    private bool IsInsecureAgainAt(Timestamp moment) => RolesAt(moment).Publish.IsEmpty
        && Keys.Any(key => key.Start < key.Ended && key.Removed <= moment);

    /// <summary>When the keys began that are there at a moment, if the zone had given up DNSSEC before; null
    /// where it had not.</summary>
    public Timestamp? SecureAgainSince(Timestamp moment)
    {
        Timestamp? since = RolesAt(moment).Publish.Min(key => (Timestamp?)key.Publish);
        return since is { } begin && IsInsecureAgainAt(begin - 1) ? begin : null;
    }

    /// <summary>Whether a version had keys of that time alone which ended when the zone gave up DNSSEC: nobody
    /// who has it validates by it.</summary>
    /// <param name="version">The version.</param>
    /// <param name="again">When the zone became secure again.</param>
    public bool IsOfTheTimeBefore(ServedVersion version, Timestamp again) => !Keys.Any(key =>
        key.Removed > again && version.Published.Concat(version.ZoneSigners).Any(other => IsOf(key, other)));

    /// <summary>Gives the moments that follow from the other keys and the policy.</summary>
    public KeyMilestones MilestonesOf(KeyIndexEntry key)
    {
        if (key.IsSep)
        {
            return new KeyMilestones(
                ReadyForDs(key), key.Removed, key.DsGone + Policy.KskRetireInterval
                    ?? (Zone.IsRoot ? key.Ended : null));
        }

        KeyIndexEntry? next = SuccessorOf(key);
        Timestamp until = next is not null && next.Start < key.Ended ? next.Start : key.Ended;
        Timestamp dead = DeadBeside(key, next) ?? (until + Policy.ZskRetireInterval);
        return new KeyMilestones(PublishedAt(key) + KnownAfter, until, dead);
    }

    /// <summary>The same zone without the keys of other signers.</summary>
    public KeySchedule Own =>
        Keys.Any(key => key.Signer is not null) ? With([.. Keys.Where(key => key.Signer is null)]) : this;

    /// <summary>The same zone with the keys that its rhythm adds until a moment, under provisional
    /// tags.</summary>
    /// <param name="now">The present: nothing is added before it.</param>
    /// <param name="until">Keys that are published before this moment are added.</param>
    public KeySchedule Continued(Timestamp now, Timestamp until)
    {
        KeyIndex index = Keys.Aggregate(KeyIndex.Empty, (rows, key) => rows.Add(key));
        return new KeySchedule(KeyRhythm.Extend(this, now, until).Preview(index), Zone,
            Policy)
        { Served = Served };
    }

    /// <summary>The same by what was served; null for dates alone.</summary>
    public KeySchedule As((ServedHistory History, Timestamp Now)? served) =>
        new(Zone, Policy, Keys, HasOtherSigners) { Served = served };

    /// <summary>The same zone and policy with other keys.</summary>
    internal KeySchedule With(ImmutableArray<KeyIndexEntry> keys) =>
        new(Zone, Policy, keys, HasOtherSigners) { Served = Served };

    /// <summary>When a key, or signatures of it, were served last by the record; null for never, and where
    /// there is none.</summary>
    internal Timestamp? LastServed(KeyIndexEntry key) =>
        LastServed(key, version => version.Published.Concat(version.ZoneSigners));

    /// <summary>When signatures by a key over the zone's data were served last by the record; null for never,
    /// and where there is none.</summary>
    public Timestamp? LastSigned(KeyIndexEntry key) => LastServed(key, version => version.ZoneSigners);

    private Timestamp? LastServed(KeyIndexEntry key, Func<ServedVersion, IEnumerable<ServedKey>> keysOf) =>
        Served is not { } known ? null
        : known.History.Versions.LastOrDefault(version => keysOf(version).Any(other => IsOf(key, other)))
            is not { } last ? null
        : last == known.History.Last ? known.Now : last.Until;

    /// <summary>When a key entered the DNSKEY RRset that resolvers were served: later than its date where the
    /// zone was not signed then.</summary>
    internal Timestamp PublishedAt(KeyIndexEntry key)
    {
        if (Served is not { History: { Last: { } last } history, Now: var now } || key.Publish > now
            || key.Removed <= now)
        {
            return key.Publish;
        }

        ServedKey[] served = [.. last.Published.Where(other => IsOf(key, other))];
        Timestamp since = served.Length == 0 ? now : history.PublishedSince(served[0]) ?? now;
        bool isOlder = served.Length > 0 && since == history.Versions[0].Since
            && history.Versions[0].Published.Contains(served[0]);
        return isOlder || since < key.Publish ? key.Publish : since;
    }

    private static bool IsOf(KeyIndexEntry row, ServedKey key) =>
        key.Algorithm == row.Algorithm && row.PossibleTags.Contains(key.Tag);

    /// <summary>The key that takes over signing the zone from another: the next to start of its algorithm, or
    /// null.</summary>
    internal KeyIndexEntry? SuccessorOf(KeyIndexEntry key) => Keys
        .Where(other => other.SignsZone && other.Algorithm == key.Algorithm
            && other.Start > key.Start && other.Ended > other.Start)
        .MinBy(other => other.Start);

    private static bool IsPublished(KeyIndexEntry key, Timestamp moment) =>
        key.StateAt(moment) is not (KeyState.Generated or KeyState.Removed);

    private static bool IsRevoked(KeyIndexEntry key, Timestamp moment) => moment >= key.Revoke;

    private static KeyIndexEntry? SignerOf(IEnumerable<KeyIndexEntry> algorithm, Timestamp moment) =>
        algorithm.Where(key => key.SignsZone && key.StateAt(moment) == KeyState.Active)
            .OrderByDescending(key => key.Start).ThenByDescending(key => key.Publish).ThenBy(key => key.Tag)
            .FirstOrDefault();

    // Before its start (a new algorithm, double signature, double-RRSIG) or after its removal (double-RRSIG).
    private static bool SignsBeside(KeyIndexEntry key, Timestamp moment) =>
        key.SignsZone && ((moment >= key.Presign && moment < key.Start)
            || (moment >= key.Removed && moment < key.Postsign));

    private static KeyIndexEntry? LastSigner(IEnumerable<KeyIndexEntry> algorithm, Timestamp moment) =>
        algorithm
            .Where(key => key.SignsZone && key.Start <= moment && key.Start < key.Ended
                && !IsRevoked(key, moment))
            .MaxBy(key => (key.Ended, key.Start, -key.Tag));

    // An algorithm whose KSKs and CSKs have all left, with their DS, is no longer in use: its ZSKs leave with
    // them, for nobody would sign them (RFC 4035 §2.2). It may come back with others.
    private static bool IsWithdrawn(
        IEnumerable<KeyIndexEntry> algorithm, Timestamp moment, HashSet<KeyIndexEntry> held)
    {
        KeyIndexEntry[] entryPoints =
            [.. algorithm.Where(key => key.IsSep && key.Publish < key.Removed && key.Publish <= moment)];
        return entryPoints.Length > 0 && entryPoints.All(key =>
            moment >= key.Removed && !held.Contains(key));
    }

    // Where the successor signs beside it, data that the key alone has signed leaves the caches from then on.
    // Its DNSKEY is needed until the successor's is known, too, unless it signs on without it.
    private Timestamp? DeadBeside(KeyIndexEntry key, KeyIndexEntry? next)
    {
        if (next?.Presign is not { } presign || presign > key.Ended)
        {
            return null;
        }

        Timestamp signed = presign + Policy.ZskRetireInterval;
        Timestamp known = PublishedAt(next) + KnownAfter;
        return key.Postsign is null && known > signed ? known : signed;
    }

    // Every resolver must know the DNSKEY RRset that the key signs and, where its algorithm is new, meet no
    // data without a signature of it (RFC 6781 §4.1.4); the root's are trusted after RFC 5011's hold-down.
    private Timestamp ReadyForDs(KeyIndexEntry key)
    {
        if (key.DsAsk is { } asked)
        {
            return asked;
        }

        Timestamp published = PublishedAt(key);
        Timestamp known = (key.SignsKeysFrom > published ? key.SignsKeysFrom : published)
            + (Policy.PublicationInterval + (Zone.IsRoot ? Policy.AddHoldDown.Seconds : 0));
        Timestamp? signed = SignedSince(key) + Policy.ZskRetireInterval;
        return signed > known ? signed.Value : known;
    }

    // From when on, without a break, there is a signature of a KSK's algorithm when that is published; where
    // there is none then, from when on one comes. A zone may have had the algorithm before, and given it up.
    private Timestamp? SignedSince(KeyIndexEntry key)
    {
        (Timestamp From, Timestamp Until)[] signed = [.. Keys
            .Where(other => other.SignsZone && other.Algorithm == key.Algorithm && other.Start < other.Ended)
            .Select(other => (other.Presign ?? (PublishedAt(other) is var published
                && published > other.Start ? published : other.Start),
                other.Postsign > other.Removed ? other.Postsign.Value : other.Removed))];
        Timestamp since = key.Publish;
        while (signed.Where(time => time.From < since && time.Until >= since)
            .Min(time => (Timestamp?)time.From) is { } earlier)
        {
            since = earlier;
        }

        return since < key.Publish ? since
            : signed.Where(time => time.From >= since).Min(time => (Timestamp?)time.From);
    }

    /// <summary>The key that takes a KSK's or CSK's place with a DS that the parent was asked for first, or
    /// null.</summary>
    internal KeyIndexEntry? DsFirstAfter(KeyIndexEntry key) => Keys.FirstOrDefault(other => other.IsSep
        && other.DsAsk is not null && !other.NeverSigns && other.Algorithm == key.Algorithm
        && other.Start > key.Start && other.Start <= key.Removed && other.Removed > key.Removed);

    // Where all KSKs go on beyond their removal another signer does, too: the key set stays as it was.
    private bool IsKeptForOthers(KeyIndexEntry key, Timestamp moment, HashSet<KeyIndexEntry> held) =>
        key.Signer is not null && key.Publish < key.Removed && key.Removed <= moment
        && held.Any(own => own.IsSep && own.Removed <= key.Removed)
        && !Keys.Any(own => own.IsSep && own.Signer is null && IsPublished(own, moment));

    private bool IsLastOfTheRoot(KeyIndexEntry key, Timestamp moment) =>
        Zone.IsRoot && key.IsSep && moment >= key.Removed && key.Start < key.Removed
            && !IsRevoked(key, moment)
        && !Keys.Any(other => other.IsSep && !IsRevoked(other, moment)
            && (IsPublished(other, moment) || other.Removed > key.Removed));

    private bool IsHeldForItsDs(KeyIndexEntry key, Timestamp moment) =>
        key.IsSep && key.Signer is null && !Zone.IsRoot && moment >= key.Removed && key.Start < key.Removed
        && !IsRevoked(key, moment)
        && !(key.DsGone is { } gone && moment >= gone + Policy.KskRetireInterval)
        && !(DsFirstAfter(key) is { DsGone: null } other && moment >= other.DsSeen + Policy.KskRetireInterval
            && moment >= other.SignsKeysFrom && moment < other.Removed && !IsRevoked(other, moment));
}
