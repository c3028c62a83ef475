using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Records;

namespace DnssecToolkit.Signing;

/// <summary>A record in canonical form (RFC 4034 §6.2): what signatures and zone digests are computed over.</summary>
internal static class CanonicalRecord
{
    private const int FixedLength = 10; // type, class, TTL, RDLENGTH
    private const ushort ClassInternet = 1;

    /// <summary>Appends a record.</summary>
    /// <param name="buffer">Where to.</param>
    /// <param name="folded">The owner's wire name in lower case.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">The original TTL in seconds.</param>
    /// <param name="rdata">RDATA in wire form, letter case as given.</param>
    public static void Append(
        OctetBuffer buffer, ReadOnlySpan<byte> folded, RRType type, uint ttl, ReadOnlySpan<byte> rdata)
    {
        Span<byte> room = buffer.Reserve(folded.Length + FixedLength + rdata.Length);
        folded.CopyTo(room);
        Span<byte> rest = room[folded.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], ClassInternet);
        BinaryPrimitives.WriteUInt32BigEndian(rest[4..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(rest[8..], (ushort)rdata.Length);
        CanonicalRData.Write(type, rdata, rest[FixedLength..]);
        buffer.Advance(folded.Length + FixedLength + rdata.Length);
    }
}
