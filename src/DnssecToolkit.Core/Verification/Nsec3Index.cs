using System.Numerics;
using System.Runtime.InteropServices;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>The NSEC3 records of one set of parameters in the order of their
/// hashes, to be found by hash.</summary>
/// <remarks>Base32hex keeps order (RFC 4648 §7), so the zone's canonical order is the order of the
/// hashes. 32 octets a record.</remarks>
internal sealed class Nsec3Index
{
    private const int HashLength = Nsec3Fields.HashLength;
    private const int LabelLength = 32; // a hash in base32hex

    private readonly Zone _zone;
    private readonly List<byte> _hashes;
    private readonly List<(int Node, int Record)> _places = [];
    private readonly HashSet<int> _aboveProven = [];
    private int[] _claimants = [];
    private int[] _starts = [];
    private int _shift;
    private bool _hasOptOut;

    private Nsec3Index(Zone zone, Nsec3Parameters parameters)
    {
        _zone = zone;
        Parameters = parameters;
        _hashes = [];
    }

    /// <summary>What the names are hashed with.</summary>
    public Nsec3Parameters Parameters { get; }

    /// <summary>How many records there are.</summary>
    public int Count => _places.Count;

    /// <summary>Whether any record has the opt-out flag.</summary>
    public bool HasOptOut => _hasOptOut;

    /// <summary>Gathers the records of a zone.</summary>
    public static Nsec3Index Of(Zone zone, ZoneWalk walk, Nsec3Parameters parameters)
    {
        Nsec3Index index = new(zone, parameters);
        for (int node = 0; node < zone.NodeCount; node++)
        {
            if ((walk.RoleOf(node) & NodeRole.HasNsec3) != 0)
            {
                index.Gather(node);
            }
        }

        index._claimants = new int[index.Count];
        Array.Fill(index._claimants, -1);
        index.FillStarts();
        return index;
    }

    /// <summary>Reads the hash that an NSEC3's owner spells.</summary>
    /// <returns>False where the owner is not 32 digits of base32hex right below the apex.</returns>
    public static bool TryReadOwner(ReadOnlySpan<byte> owner, DomainName apex, Span<byte> hash) =>
        owner[0] == LabelLength
        && owner.Length == LabelLength + 1 + apex.Wire.Length
        && Base32Hex.TryDecode(owner.Slice(1, LabelLength), hash, out int length)
        && length == HashLength;

    /// <summary>A record's hash.</summary>
    public ReadOnlySpan<byte> HashOf(int place) =>
        CollectionsMarshal.AsSpan(_hashes).Slice(place * HashLength, HashLength);

    /// <summary>A record's node.</summary>
    public int NodeOf(int place) => _places[place].Node;

    /// <summary>A record's RRset, and its number there.</summary>
    public RRset RRsetOf(int place, out int record)
    {
        (int node, record) = _places[place];
        _zone.TryFind(node, RRType.NSEC3, out RRset rrset);
        return rrset;
    }

    /// <summary>Finds a hash.</summary>
    /// <returns>Its place, or the complement of the place at which it would stand.</returns>
    public int Find(ReadOnlySpan<byte> hash)
    {
        int bucket = BucketOf(hash);
        int low = _starts[bucket];
        int high = _starts[bucket + 1] - 1;
        while (low <= high)
        {
            int middle = low + ((high - low) / 2);
            int order = HashOf(middle).SequenceCompareTo(hash);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    /// <summary>The place of the first record at or after a node.</summary>
    public int FirstAt(int node)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = _places[middle].Node < node ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Marks a record as being of a name; safe for several threads.</summary>
    /// <returns>The name that had claimed it before, or -1.</returns>
    public int Claim(int place, int node) => Interlocked.CompareExchange(ref _claimants[place], node, -1);

    /// <summary>Whether no name has claimed the record.</summary>
    public bool IsUnclaimed(int place) => _claimants[place] < 0;

    /// <summary>Finds the empty non-terminals that opt-out may not leave out, since a
    /// delegation below them has an NSEC3.</summary>
    /// <remarks>RFC 5155 §7.1 excepts those only that derive from insecure delegations
    /// which are left out themselves.</remarks>
    public void FindEmptyNonTerminalsAboveProven(ZoneWalk walk)
    {
        int apexLength = _zone.Apex.Wire.Length;
        foreach (int node in _claimants)
        {
            if (node < 0 || !walk.MayOptOut(node))
            {
                continue;
            }

            ReadOnlySpan<byte> name = WireName.ParentOf(_zone.NameOf(node));
            while (name.Length > apexLength && _aboveProven.Add(_zone.Find(name)))
            {
                name = WireName.ParentOf(name);
            }
        }
    }

    /// <summary>Whether a delegation below an empty non-terminal has an NSEC3.</summary>
    public bool IsAboveProven(int node) => _aboveProven.Contains(node);

    private void Gather(int node)
    {
        Span<byte> hash = stackalloc byte[HashLength];
        if (!_zone.TryFind(node, RRType.NSEC3, out RRset rrset)
            || !TryReadOwner(rrset.Owner, _zone.Apex, hash))
        {
            return; // Nsec3RecordCheck reports it
        }

        for (int i = 0; i < rrset.Count; i++)
        {
            if (Nsec3Fields.TryReadNsec3(rrset.RDataOf(i), out Nsec3Fields fields)
                && Parameters.Match(fields))
            {
                _hashes.AddRange(hash);
                _places.Add((node, i));
                _hasOptOut |= fields.IsOptOut;
                return; // Nsec3RecordCheck reports a second one
            }
        }
    }

    // Hashes are spread evenly, so their leading bits lead to within a few records of the right one.
    private void FillStarts()
    {
        int bits = Math.Clamp(BitOperations.Log2((uint)Count | 1) - 1, 1, 24);
        _shift = 32 - bits;
        _starts = new int[(1 << bits) + 1];
        int place = 0;
        for (int bucket = 0; bucket < 1 << bits; bucket++)
        {
            while (place < Count && BucketOf(HashOf(place)) < bucket)
            {
                place++;
            }

            _starts[bucket] = place;
        }

        _starts[1 << bits] = Count;
    }

    private int BucketOf(ReadOnlySpan<byte> hash) =>
        (int)(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hash) >> _shift);
}
