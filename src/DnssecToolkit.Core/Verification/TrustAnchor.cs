using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Verification;

/// <summary>A DS or DNSKEY that the parent publishes or resolvers have configured, and that the
/// zone's keys must answer to.</summary>
public sealed class TrustAnchor
{
    private readonly byte[] _rdata;

    /// <summary>Takes a record.</summary>
    /// <param name="owner">The zone it is for, or null for whichever zone is verified.</param>
    /// <param name="type"><see cref="RRType.DS"/> or <see cref="RRType.DNSKEY"/>.</param>
    /// <param name="rdata">RDATA in wire form; copied.</param>
    /// <exception cref="ArgumentException">Another type, or RDATA of under 5 octets.</exception>
    public TrustAnchor(DomainName? owner, RRType type, ReadOnlySpan<byte> rdata)
    {
        if (type is not (RRType.DS or RRType.DNSKEY) || rdata.Length <= 4)
        {
            throw new ArgumentException("a trust anchor is a whole DS or DNSKEY", nameof(type));
        }

        Owner = owner;
        Type = type;
        _rdata = rdata.ToArray();
    }

    /// <summary>The zone it is for, or null for whichever zone is verified.</summary>
    public DomainName? Owner { get; }

    /// <summary>DS or DNSKEY.</summary>
    public RRType Type { get; }

    /// <summary>The algorithm of the key.</summary>
    public DnssecAlgorithm Algorithm => (DnssecAlgorithm)_rdata[Type == RRType.DS ? 2 : 3];

    /// <summary>RDATA in wire form.</summary>
    public ReadOnlySpan<byte> RData => _rdata;

    private DsDigestType DigestType => Type == RRType.DS ? (DsDigestType)_rdata[3] : default;

    /// <summary>Whether it is of a key of the zone with this apex.</summary>
    internal bool Names(DomainName apex, ZoneKey key)
    {
        if (Owner is { } owner && owner != apex)
        {
            return false;
        }

        return Type == RRType.DNSKEY
            ? RData.SequenceEqual(key.RData)
            : BinaryPrimitives.ReadUInt16BigEndian(_rdata) == key.Tag.Value
                && Algorithm == key.Algorithm
                && DsDigest.Matches(DigestType, RData[4..], apex.Wire, key.RData);
    }

    /// <summary>Those that validators heed: they pass over a DS with SHA-1 where the zone has one with
    /// SHA-256 or SHA-384 too (RFC 4509 §3).</summary>
    public static IReadOnlyList<TrustAnchor> Heeded(IReadOnlyList<TrustAnchor> anchors) =>
        [.. anchors.Where(anchor => !DsDigest.IsPassedOver(
            anchor.DigestType,
            anchors.Where(other => other.Owner == anchor.Owner).Select(other => other.DigestType)))];
}
