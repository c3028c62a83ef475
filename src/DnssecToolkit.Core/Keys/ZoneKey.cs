using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Keys;

/// <summary>The public half of a zone's key: its owner and its DNSKEY RDATA, by which two of them are
/// equal.</summary>
public sealed class ZoneKey : IEquatable<ZoneKey>
{
    /// <summary>The most seconds that a TTL counts (RFC 2181 §8).</summary>
    public const uint MaximumTtl = int.MaxValue;

    /// <summary>The zone key flag (RFC 4034 §2.1.1).</summary>
    public const ushort ZoneFlag = 0x0100;

    /// <summary>The secure entry point flag (RFC 4034 §2.1.1).</summary>
    public const ushort SepFlag = 0x0001;

    /// <summary>The REVOKE flag (RFC 5011 §2.1).</summary>
    public const ushort RevokeFlag = 0x0080;

    private readonly byte[] _rdata;

    /// <summary>Takes a DNSKEY.</summary>
    /// <param name="zone">The zone's name.</param>
    /// <param name="rdata">DNSKEY RDATA in wire form: flags (2), protocol (1), algorithm (1), public key;
    /// copied.</param>
    /// <exception cref="ArgumentException"><paramref name="rdata"/> has no public key.</exception>
    public ZoneKey(DomainName zone, ReadOnlySpan<byte> rdata)
    {
        Tag = KeyTag.Of(rdata);
        Zone = zone;
        _rdata = rdata.ToArray();
    }

    /// <summary>The zone's name.</summary>
    public DomainName Zone { get; }

    /// <summary>DNSKEY RDATA in wire form.</summary>
    public ReadOnlySpan<byte> RData => _rdata;

    /// <summary>The flags field.</summary>
    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(_rdata);

    /// <summary>The algorithm.</summary>
    public DnssecAlgorithm Algorithm => (DnssecAlgorithm)_rdata[3];

    /// <summary>The public key in DNSKEY's form for the algorithm.</summary>
    public ReadOnlySpan<byte> PublicKey => _rdata.AsSpan(4);

    /// <summary>The key tag of the DNSKEY as it is, REVOKE flag included.</summary>
    public KeyTag Tag { get; }

    /// <summary>Whether the secure entry point flag is set: a KSK or CSK.</summary>
    public bool IsSep => (Flags & SepFlag) != 0;

    /// <summary>Whether the REVOKE flag is set.</summary>
    public bool IsRevoked => (Flags & RevokeFlag) != 0;

    /// <summary>The same key with its REVOKE flag set.</summary>
    public ZoneKey Revoked() => WithFlags((ushort)(Flags | RevokeFlag));

    /// <summary>The same key without its REVOKE flag.</summary>
    public ZoneKey WithoutRevocation() => WithFlags((ushort)(Flags & ~RevokeFlag));

    /// <summary>The tags that the key has without and with its REVOKE flag; no other key of the zone should
    /// have either.</summary>
    public KeyTag[] PlainAndRevokedTags() => [WithoutRevocation().Tag, Revoked().Tag];

    /// <inheritdoc/>
    public bool Equals(ZoneKey? other) =>
        other is not null && Zone == other.Zone && RData.SequenceEqual(other.RData);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ZoneKey);

    /// <inheritdoc/>
    /// <remarks>By all octets: strangers can make any number of keys of one tag.</remarks>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Zone);
        hash.AddBytes(_rdata);
        return hash.ToHashCode();
    }

    /// <summary>Gives the DS that names this key (RFC 4034 §5.1): tag (2), algorithm (1), digest type (1),
    /// digest.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="type"/> is not known.</exception>
    public byte[] ToDsRData(DsDigestType type)
    {
        const int FixedLength = 4;
        byte[] ds = new byte[FixedLength + DsDigest.LengthOf(type)];
        ArgumentOutOfRangeException.ThrowIfEqual(ds.Length, FixedLength, nameof(type));
        BinaryPrimitives.WriteUInt16BigEndian(ds, Tag.Value);
        ds[2] = (byte)Algorithm;
        ds[3] = (byte)type;
        DsDigest.Compute(type, Zone.Wire, _rdata, ds.AsSpan(FixedLength));
        return ds;
    }

    /// <summary>Gives <c>zone/algorithm/tag</c>.</summary>
    public override string ToString() => $"{Zone}/{(int)Algorithm}/{Tag}";

    private ZoneKey WithFlags(ushort flags)
    {
        byte[] rdata = [.. _rdata];
        BinaryPrimitives.WriteUInt16BigEndian(rdata, flags);
        return new ZoneKey(Zone, rdata);
    }
}
