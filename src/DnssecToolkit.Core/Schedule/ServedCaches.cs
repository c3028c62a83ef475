using System.Collections.Immutable;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What resolvers can have in their caches at a moment, by what a zone served.</summary>
public sealed class ServedCaches
{
    /// <summary>Works it out.</summary>
    /// <param name="history">What was served, up to the moment.</param>
    /// <param name="now">The moment.</param>
    /// <param name="keySetWait">In seconds: the DNSKEY RRset's TTL and the propagation delay.</param>
    /// <param name="dataWait">In seconds: the zone's largest TTL and the propagation delay.</param>
    public ServedCaches(ServedHistory history, Timestamp now, long keySetWait, long dataWait)
    {
        Last = history.Last;
        Now = now;
        KeySetWait = keySetWait;
        DataWait = dataWait;
        KeySets = [.. history.Versions.Where(version => !version.ZoneSigners.IsEmpty && version.Until
            + keySetWait > now)];
        Data = [.. history.Versions.Where(version => !version.ZoneSigners.IsEmpty && version.Until
            + dataWait > now)];
    }

    /// <summary>The version that is installed, or null.</summary>
    public ServedVersion? Last { get; }

    /// <summary>The moment.</summary>
    public Timestamp Now { get; }

    /// <summary>The signed versions whose DNSKEY RRsets a cache can have.</summary>
    public ImmutableArray<ServedVersion> KeySets { get; }

    /// <summary>The signed versions whose data a cache can have.</summary>
    public ImmutableArray<ServedVersion> Data { get; }

    /// <summary>Whether every signature of the installed version's data has expired: nothing of it validates,
    /// and to wait for caches helps nobody.</summary>
    public bool IsOver { get; init; }

    /// <summary>For how long caches keep a DNSKEY RRset, in seconds.</summary>
    internal long KeySetWait { get; }

    /// <summary>For how long caches keep data, in seconds.</summary>
    internal long DataWait { get; }

    /// <summary>Whether every resolver that has the zone's DNSKEY RRset knows a key: it may sign
    /// alone.</summary>
    /// <remarks>The first key of a zone that was not signed, or whose data or keys were not of its algorithm,
    /// needs no wait.</remarks>
    public bool IsKnown(ZoneKey key)
    {
        ServedKey named = ServedKey.Of(key);
        return KeySets.All(version => !version.IsSignedBy(key.Algorithm)
            || !version.Published.Any(other => other.Algorithm == key.Algorithm)
            || version.Published.Contains(named));
    }

    /// <summary>Holds what caches need beyond what is due: who signs, and who stays.</summary>
    /// <param name="due">What is due.</param>
    /// <param name="keys">The keys that may be held.</param>
    /// <param name="trusted">Whether a KSK that nobody knows may stand alone: every cache has its DS (RFC
    /// 7583 §3.3.2).</param>
    /// <param name="accepted">What the operator lets break: nothing is held for it.</param>
    public HeldRoles Hold(
        KeyRoles due, IReadOnlyList<HoldableKey> keys, Func<ZoneKey, bool> trusted,
        params IReadOnlyCollection<ServedBreak> accepted) =>
        new ServedHold(this, due, keys, trusted, accepted).Result();
}
