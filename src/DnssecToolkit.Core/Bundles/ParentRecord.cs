using System.Collections.Immutable;
using DnssecToolkit.Canonical;
using DnssecToolkit.Keys;
using DnssecToolkit.Records;

namespace DnssecToolkit.Bundles;

/// <summary>A CDS or CDNSKEY record of a bundle, for the parent to see (RFC 7344).</summary>
/// <param name="Type">CDS or CDNSKEY.</param>
/// <param name="Ttl">TTL in seconds.</param>
/// <param name="RData">RDATA in wire form.</param>
public sealed record ParentRecord(RRType Type, uint Ttl, ImmutableArray<byte> RData)
{
    /// <summary>CDS RDATA that asks for the DS to be removed: <c>0 0 0 00</c> (RFC 8078 §4).</summary>
    public static ReadOnlySpan<byte> DeleteCds => [0, 0, 0, 0, 0];

    /// <summary>CDNSKEY RDATA that does: <c>0 3 0 AA==</c> (RFC 8078 §4).</summary>
    public static ReadOnlySpan<byte> DeleteCdnskey => [0, 0, 3, 0, 0];

    /// <summary>Whether it asks for the DS to be removed.</summary>
    public bool IsDelete => RData.AsSpan().SequenceEqual(Type == RRType.CDS ? DeleteCds : DeleteCdnskey);

    /// <summary>Whether it names a key: a CDNSKEY as it is, a CDS by a digest that can be computed.</summary>
    public bool Names(ZoneKey key) => Type == RRType.CDNSKEY ? RData.AsSpan().SequenceEqual(key.RData)
        : RData is [_, _, _, var type, ..] && DsDigest.LengthOf((DsDigestType)type) > 0
            && RData.AsSpan().SequenceEqual(key.ToDsRData((DsDigestType)type));

    /// <inheritdoc/>
    public bool Equals(ParentRecord? other) =>
        other is not null && Type == other.Type && Ttl == other.Ttl
            && RData.AsSpan().SequenceEqual(other.RData.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Ttl, RData.Length);
}
