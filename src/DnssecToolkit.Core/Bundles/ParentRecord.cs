using System.Collections.Immutable;
using DnssecToolkit.Records;

namespace DnssecToolkit.Bundles;

/// <summary>A CDS or CDNSKEY record of a bundle, for the parent to see (RFC 7344).</summary>
/// <param name="Type">CDS or CDNSKEY.</param>
/// <param name="Ttl">TTL in seconds.</param>
/// <param name="RData">RDATA in wire form.</param>
public sealed record ParentRecord(RRType Type, uint Ttl, ImmutableArray<byte> RData)
{
    /// <inheritdoc/>
    public bool Equals(ParentRecord? other) =>
        other is not null && Type == other.Type && Ttl == other.Ttl
            && RData.AsSpan().SequenceEqual(other.RData.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Ttl, RData.Length);
}
