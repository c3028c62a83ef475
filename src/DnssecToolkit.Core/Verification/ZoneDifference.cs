using DnssecToolkit.Canonical;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Counts what differs between two versions of a zone, by one walk
/// over both in canonical order.</summary>
internal sealed class ZoneDifference
{
    private readonly UnsignedDifference _unsigned;

    private ZoneDifference(UnsignedDifference unsigned) => _unsigned = unsigned;

    /// <summary>Names that only the new version has, with data of their own.</summary>
    public long Added { get; private set; }

    /// <summary>Names that only the old version has.</summary>
    public long Removed { get; private set; }

    /// <summary>Names with other data.</summary>
    public long Changed { get; private set; }

    /// <summary>Zone cuts that only the new version has.</summary>
    public long DelegationsAdded { get; private set; }

    /// <summary>Zone cuts that only the old version has.</summary>
    public long DelegationsRemoved { get; private set; }

    /// <summary>Zone cuts that stayed and lost all their DS.</summary>
    public long DsRemoved { get; private set; }

    /// <summary>Zone cuts with other DS.</summary>
    public long DsChanged { get; private set; }

    /// <summary>Zone cuts that stayed and have other servers; another TTL is no other server.</summary>
    public long NsChanged { get; private set; }

    /// <summary>Zone cuts that stayed and have DS for the first time.</summary>
    public long DsAdded { get; private set; }

    /// <summary>Zone cuts that stayed with DS, and have other ones; another TTL is no other DS.</summary>
    public long DsReplaced { get; private set; }

    /// <summary>Compares.</summary>
    /// <param name="old">One version.</param>
    /// <param name="oldWalk">What its names are.</param>
    /// <param name="current">The other.</param>
    /// <param name="currentWalk">What its names are.</param>
    /// <param name="sink">Takes what changed without a signature that tells of it.</param>
    public static ZoneDifference Between(
        Zone old, ZoneWalk oldWalk, Zone current, ZoneWalk currentWalk, FindingSink sink)
    {
        ZoneDifference difference = new(new UnsignedDifference(old, oldWalk, current, currentWalk, sink));
        int o = 0;
        int c = 0;
        while (o < old.NodeCount || c < current.NodeCount)
        {
            int order = o == old.NodeCount ? 1
                : c == current.NodeCount ? -1
                : WireName.Compare(old.NameOf(o), current.NameOf(c));
            if (order < 0)
            {
                difference.CountRemoved(oldWalk, o++);
            }
            else if (order > 0)
            {
                difference.CountAdded(currentWalk, c++);
            }
            else
            {
                difference.CountShared(old, oldWalk, o++, current, currentWalk, c++);
            }
        }

        return difference;
    }

    /// <summary>Whether two versions have the same records, of all types, signatures and chains
    /// too.</summary>
    /// <param name="old">One version.</param>
    /// <param name="current">The other.</param>
    /// <param name="exceptSerial">Whether another serial in the SOA makes no difference.</param>
    public static bool AreIdentical(Zone old, Zone current, bool exceptSerial)
    {
        if (old.RecordCount != current.RecordCount || old.NodeCount != current.NodeCount)
        {
            return false;
        }

        for (int node = 0; node < old.NodeCount; node++)
        {
            if (!WireName.AreEqual(old.NameOf(node), current.NameOf(node))
                || !HasSameRecords(old, current, node, exceptSerial))
            {
                return false;
            }
        }

        return true;
    }

    private static bool HasSameRecords(Zone old, Zone current, int node, bool exceptSerial)
    {
        RRsetEnumerator right = current.RRsetsOf(node);
        foreach (RRset left in old.RRsetsOf(node))
        {
            if (!right.MoveNext() || !(exceptSerial && left.Type == RRType.SOA
                ? AreSameButSerial(left, right.Current) : AreSame(left, right.Current)))
            {
                return false;
            }
        }

        return !right.MoveNext();
    }

    // RFC 1035 §3.3.13: the serial is the first of the five numbers at the end.
    private static bool AreSameButSerial(RRset left, RRset right)
    {
        const int Numbers = 20;
        byte[] one = [.. left.RDataOf(0)];
        byte[] other = [.. right.RDataOf(0)];
        bool isSoa = right.Type == RRType.SOA && one.Length > Numbers && other.Length > Numbers;
        if (isSoa)
        {
            other.AsSpan(other.Length - Numbers, 4).CopyTo(one.AsSpan(one.Length - Numbers));
        }

        return isSoa && left.Ttl == right.Ttl && CanonicalRData.Compare(RRType.SOA, one, other) == 0;
    }

    private static bool HasData(ZoneWalk walk, int node) =>
        (walk.RoleOf(node) & (NodeRole.Empty | NodeRole.Hashed)) == 0;

    private static bool IsCut(ZoneWalk walk, int node) =>
        (walk.RoleOf(node) & (NodeRole.Delegation | NodeRole.Occluded)) == NodeRole.Delegation;

    /// <summary>Whether a type is the zone's own content, and not what a signer or ZONEMD adds.</summary>
    public static bool IsContent(RRType type) => type is not (
        RRType.RRSIG or RRType.NSEC or RRType.NSEC3 or RRType.NSEC3PARAM or RRType.ZONEMD or RRType.DNSKEY);

    /// <summary>Whether two versions of a name have the same records of those types that count.</summary>
    public static bool AreSame(Zone old, int o, Zone current, int c, Func<RRType, bool> counts)
    {
        RRsetEnumerator left = old.RRsetsOf(o);
        RRsetEnumerator right = current.RRsetsOf(c);
        while (true)
        {
            bool hasLeft = MoveTo(ref left, counts);
            bool hasRight = MoveTo(ref right, counts);
            if (!hasLeft || !hasRight)
            {
                return hasLeft == hasRight;
            }

            if (!AreSame(left.Current, right.Current))
            {
                return false;
            }
        }
    }

    private static bool MoveTo(ref RRsetEnumerator sets, Func<RRType, bool> counts)
    {
        while (sets.MoveNext())
        {
            if (counts(sets.Current.Type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool AreSame(RRset left, RRset right)
    {
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (left.TtlOf(i) != right.TtlOf(i))
            {
                return false;
            }
        }

        return left.Ttl == right.Ttl && HaveSameRData(left, right);
    }

    private static bool HaveSameRData(RRset left, RRset right)
    {
        if (left.Type != right.Type || left.Count != right.Count)
        {
            return false;
        }

        for (int i = 0; i < left.Count; i++)
        {
            if (CanonicalRData.Compare(left.Type, left.RDataOf(i), right.RDataOf(i)) != 0)
            {
                return false;
            }
        }

        return true;
    }

    private void CountRemoved(ZoneWalk walk, int node)
    {
        Removed += HasData(walk, node) ? 1 : 0;
        DelegationsRemoved += IsCut(walk, node) ? 1 : 0;
        _unsigned.Removed(node);
    }

    private void CountAdded(ZoneWalk walk, int node)
    {
        Added += HasData(walk, node) ? 1 : 0;
        DelegationsAdded += IsCut(walk, node) ? 1 : 0;
        _unsigned.Added(node);
    }

    private void CountShared(Zone old, ZoneWalk oldWalk, int o, Zone current, ZoneWalk currentWalk, int c)
    {
        bool had = HasData(oldWalk, o);
        bool has = HasData(currentWalk, c);
        Added += !had && has ? 1 : 0;
        Removed += had && !has ? 1 : 0;
        bool was = IsCut(oldWalk, o);
        bool isCut = IsCut(currentWalk, c);
        DelegationsAdded += !was && isCut ? 1 : 0;
        DelegationsRemoved += was && !isCut ? 1 : 0;
        bool isSame = had && has && AreSame(old, o, current, c, IsContent);
        if (!isSame)
        {
            _unsigned.Changed(o, c);
        }

        if (had && has)
        {
            Changed += isSame ? 0 : 1;
            CountDelegation(old, o, current, c, stayed: was && isCut, isOrWas: was || isCut);
        }
    }

    private void CountDelegation(Zone old, int o, Zone current, int c, bool stayed, bool isOrWas)
    {
        bool hadDs = old.TryFind(o, RRType.DS, out RRset before);
        bool hasDs = current.TryFind(c, RRType.DS, out RRset after);
        DsChanged += isOrWas && (hadDs != hasDs || (hadDs && !AreSame(before, after))) ? 1 : 0;
        if (stayed)
        {
            DsRemoved += hadDs && !hasDs ? 1 : 0;
            DsAdded += !hadDs && hasDs ? 1 : 0;
            DsReplaced += hadDs && hasDs && !HaveSameRData(before, after) ? 1 : 0;
            _ = old.TryFind(o, RRType.NS, out before);
            _ = current.TryFind(c, RRType.NS, out after);
            NsChanged += HaveSameRData(before, after) ? 0 : 1;
        }
    }
}
