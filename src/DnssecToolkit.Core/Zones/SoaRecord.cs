using System.Buffers.Binary;
using DnssecToolkit.Time;

namespace DnssecToolkit.Zones;

/// <summary>The numbers of a zone's SOA (RFC 1035 §3.3.13); all but the serial in seconds.</summary>
/// <param name="Serial">The zone's serial.</param>
/// <param name="Refresh">How often secondaries ask for it.</param>
/// <param name="Retry">How soon they ask again after a failure.</param>
/// <param name="Expire">How long they serve the zone without an answer.</param>
/// <param name="Minimum">How long negative answers are kept at most (RFC 2308 §4).</param>
/// <param name="Ttl">The record's own TTL.</param>
public readonly record struct SoaRecord(
    SerialNumber Serial, uint Refresh, uint Retry, uint Expire, uint Minimum, uint Ttl)
{
    /// <summary>How many octets at the end of SOA RDATA the five numbers take, the serial first.</summary>
    public const int NumbersLength = 20;

    /// <summary>Reads the numbers.</summary>
    /// <param name="rdata">SOA RDATA in wire form.</param>
    /// <param name="ttl">The record's TTL in seconds.</param>
    /// <exception cref="ArgumentException"><paramref name="rdata"/> is too short for two names and five
    /// numbers.</exception>
    public static SoaRecord Read(ReadOnlySpan<byte> rdata, uint ttl)
    {
        if (rdata.Length < NumbersLength + 2)
        {
            throw new ArgumentException("SOA RDATA too short", nameof(rdata));
        }

        ReadOnlySpan<byte> numbers = rdata[^NumbersLength..];
        return new SoaRecord(
            new SerialNumber(BinaryPrimitives.ReadUInt32BigEndian(numbers)),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(numbers[16..]),
            ttl);
    }
}
