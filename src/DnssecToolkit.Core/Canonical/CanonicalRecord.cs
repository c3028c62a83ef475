using System.Buffers.Binary;
using DnssecToolkit.Records;

namespace DnssecToolkit.Canonical;

/// <summary>A record in canonical form (RFC 4034 §6.2): what zone digests are computed over.</summary>
public static class CanonicalRecord
{
    private const ushort ClassIN = 1;

    /// <summary>The octets a record takes.</summary>
    /// <param name="ownerLength">The octets of the owner's wire name.</param>
    /// <param name="rdataLength">The octets of the RDATA.</param>
    public static int LengthOf(int ownerLength, int rdataLength) =>
        ownerLength + SignatureInput.RecordFieldsLength + rdataLength;

    /// <summary>Writes a record.</summary>
    /// <param name="owner">The owner's wire name, in any case.</param>
    /// <param name="type">The type.</param>
    /// <param name="ttl">The original TTL in seconds.</param>
    /// <param name="rdata">RDATA in wire form, in any case.</param>
    /// <param name="destination">Takes <see cref="LengthOf"/> octets.</param>
    /// <returns>The octets written.</returns>
    public static int Write(
        ReadOnlySpan<byte> owner, RRType type, uint ttl, ReadOnlySpan<byte> rdata, Span<byte> destination)
    {
        Names.WireName.CopyFolded(owner, destination);
        Span<byte> fields = destination[owner.Length..];
        BinaryPrimitives.WriteUInt16BigEndian(fields, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(fields[2..], ClassIN);
        BinaryPrimitives.WriteUInt32BigEndian(fields[4..], ttl);
        BinaryPrimitives.WriteUInt16BigEndian(fields[8..], (ushort)rdata.Length);
        CanonicalRData.Write(type, rdata, fields[SignatureInput.RecordFieldsLength..]);
        return LengthOf(owner.Length, rdata.Length);
    }
}
