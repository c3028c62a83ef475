using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>The zone as it was signed last, asked one question: is there a signature that may be
/// kept?</summary>
internal sealed class PreviousZone
{
    private const int Apex = 0; // its node; DNSKEY, SOA and what else is there never waits

    private readonly Zone _zone;
    private readonly SigningPolicy _policy;
    private readonly SigningKey[] _keys;
    private readonly bool[] _isKnown;
    private readonly int[] _lengths;

    /// <summary>Prepares the questions.</summary>
    /// <param name="zone">The previous signed zone.</param>
    /// <param name="keys">The keys that sign now.</param>
    /// <param name="policy">What a signature must outlive.</param>
    public PreviousZone(Zone zone, SigningKey[] keys, SigningPolicy policy)
    {
        _zone = zone;
        _policy = policy;
        _keys = keys;
        _lengths = [.. keys.Select(key => LengthOfRrsig(key.Key))]; // a file cut off in a signature still reads well
        _isKnown = [.. keys.Select(key => IsKnown(key.Key))];
    }

    /// <summary>The zone.</summary>
    public Zone Zone => _zone;

    /// <summary>Whether an RRset is the same as before: owner's case aside, same TTL, same RDATA.</summary>
    /// <param name="node">The name's node in the previous zone, or -1.</param>
    /// <param name="rrset">The RRset now.</param>
    public bool HasSame(int node, RRset rrset)
    {
        if (node < 0 || !_zone.TryFind(node, rrset.Type, out RRset previous)
            || previous.Count != rrset.Count || previous.Ttl != rrset.Ttl)
        {
            return false;
        }

        // ZONEMD's digest is known only at the end, and its serial is the SOA's; the zone signer looks at it
        // again there.
        bool isDigest = rrset.Type == RRType.ZONEMD && node == 0;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> now = rrset.RDataOf(i);
            ReadOnlySpan<byte> before = previous.RDataOf(i);
            bool same = isDigest
                ? now.Length == before.Length && now[4..6].SequenceEqual(before[4..6])
                : CanonicalRData.Compare(rrset.Type, now, before) == 0;
            if (!same)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a name had exactly this one record of a type.</summary>
    /// <param name="node">The name's node in the previous zone, or -1.</param>
    /// <param name="type">NSEC or NSEC3.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="rdata">RDATA in wire form.</param>
    public bool HasSame(int node, RRType type, uint ttl, ReadOnlySpan<byte> rdata) =>
        node >= 0 && _zone.TryFind(node, type, out RRset previous)
        && previous.Count == 1 && previous.Ttl == ttl
        && CanonicalRData.Compare(type, previous.RDataOf(0), rdata) == 0;

    /// <summary>Whether a name had a certain RRSIG.</summary>
    /// <param name="node">The name's node in the previous zone, or -1.</param>
    /// <param name="ttl">TTL in seconds.</param>
    /// <param name="rrsig">RRSIG RDATA in wire form.</param>
    public bool HasSignature(int node, uint ttl, ReadOnlySpan<byte> rrsig)
    {
        if (node < 0 || !_zone.TryFind(node, RRType.RRSIG, out RRset signatures))
        {
            return false;
        }

        for (int i = 0; i < signatures.Count; i++)
        {
            if (signatures.TtlOf(i) == ttl && signatures.RDataOf(i).SequenceEqual(rrsig))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the apex had exactly these ZONEMD records.</summary>
    /// <param name="rdata">RDATA in wire form, in canonical order.</param>
    public bool HasSameDigests(byte[][] rdata)
    {
        if (!_zone.TryFind(0, RRType.ZONEMD, out RRset previous) || previous.Count != rdata.Length)
        {
            return false;
        }

        for (int i = 0; i < rdata.Length; i++)
        {
            if (!previous.RDataOf(i).SequenceEqual(rdata[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The RDATA of a record that a decision named.</summary>
    public ReadOnlySpan<byte> RDataAt(int place) => _zone.PageAt(place).RDataOf(_zone.RecordAt(place));

    /// <summary>The owner's wire name of a record that a decision named.</summary>
    public ReadOnlySpan<byte> OwnerAt(int place) => _zone.PageAt(place).OwnerOf(_zone.RecordAt(place));

    /// <summary>Decides about one RRset and one key.</summary>
    /// <param name="node">The name's node in the previous zone.</param>
    /// <param name="type">The type covered; its RRset is the same as before.</param>
    /// <param name="labels">The RRSIG's labels field.</param>
    /// <param name="ttl">The RRset's TTL in seconds.</param>
    /// <param name="key">The key's place.</param>
    public PlannedSignature Decide(int node, RRType type, int labels, uint ttl, byte key)
    {
        PlannedSignature decision = new(-1, key, SigningReason.KeyRoll);
        if (!_isKnown[key] || !_zone.TryFind(node, RRType.RRSIG, out RRset signatures))
        {
            return decision;
        }

        long best = 0;
        long waiting = long.MinValue;
        for (int i = 0; i < signatures.Count; i++)
        {
            ReadOnlySpan<byte> rdata = signatures.RDataOf(i);
            if (!IsBy(_keys[key], rdata, type, labels, ttl) || signatures.TtlOf(i) != ttl
                || rdata.Length != _lengths[key])
            {
                continue;
            }

            long left = SecondsLeft(rdata, _keys[key].Refresh ?? _policy.RefreshTime);
            if (left > best)
            {
                best = left;
                decision = new PlannedSignature(signatures.PlaceOf(i), key, SigningReason.Reused);
            }
            else if (best == 0 && left > waiting)
            {
                waiting = left;
                bool mayWait = node != Apex && MayWait(rdata);
                decision = new PlannedSignature(mayWait
                    ? ~signatures.PlaceOf(i) : -1, key, SigningReason.Expiring);
            }
        }

        return decision;
    }

    private static int LengthOfRrsig(ZoneKey key) => SignatureInput.FixedFieldsLength + key.Zone.Wire.Length
        + AlgorithmTraits.Of(key.Algorithm).SignatureLength(key.PublicKey);

    private static bool IsBy(SigningKey key, ReadOnlySpan<byte> rrsig, RRType type, int labels, uint ttl) =>
        BinaryPrimitives.ReadUInt16BigEndian(rrsig) == (ushort)type
        && rrsig[2] == (byte)key.Key.Algorithm
        && rrsig[3] == labels
        && BinaryPrimitives.ReadUInt32BigEndian(rrsig[4..]) == ttl
        && BinaryPrimitives.ReadUInt16BigEndian(rrsig[16..]) == key.Key.Tag.Value
        && WireName.AreEqual(rrsig.Slice(18, WireName.LengthOf(rrsig[18..])), key.Key.Zone.Wire);

    /// <summary>How long beyond the refresh time the signature lasts; 0 or less where it must be made
    /// again.</summary>
    private long SecondsLeft(ReadOnlySpan<byte> rrsig, long refresh)
    {
        uint now = _policy.Moment.Wire;
        int untilExpiration = unchecked((int)(BinaryPrimitives.ReadUInt32BigEndian(rrsig[8..]) - now));
        int sinceInception = unchecked((int)(now - BinaryPrimitives.ReadUInt32BigEndian(rrsig[12..])));
        return sinceInception < 0 ? 0 : untilExpiration - refresh;
    }

    /// <summary>Whether a signature that is due lasts for a while yet: a quarter of the refresh time, so that
    /// caches and later runs have theirs.</summary>
    private bool MayWait(ReadOnlySpan<byte> rrsig) =>
        unchecked((int)(_policy.Moment.Wire - BinaryPrimitives.ReadUInt32BigEndian(rrsig[12..]))) >= 0
        && unchecked(
            (int)(BinaryPrimitives.ReadUInt32BigEndian(rrsig[8..]) - _policy.Moment.Wire)) > _policy.RefreshTime / 4;

    /// <summary>Whether signatures with the key's tag were the key's: it was published, or signed
    /// unpublished, and no other had its tag.</summary>
    /// <remarks>A tag is only a hint: with two keys of one tag a signature does not tell which of them made
    /// it.</remarks>
    private bool IsKnown(ZoneKey key)
    {
        bool isPublished = false;
        if (_zone.TryFind(0, RRType.DNSKEY, out RRset published))
        {
            for (int i = 0; i < published.Count; i++)
            {
                ReadOnlySpan<byte> rdata = published.RDataOf(i);
                if (rdata.SequenceEqual(key.RData))
                {
                    isPublished = true;
                }
                else if (rdata.Length > 4 && rdata[3] == (byte)key.Algorithm && KeyTag.Of(rdata) == key.Tag)
                {
                    return false;
                }
            }
        }

        return isPublished || UnpublishedSigner.HasSigned(_zone, key, LengthOfRrsig(key));
    }
}
