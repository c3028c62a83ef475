using System.Buffers.Binary;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>The signature at the end of a message (RFC 8945 §4.2).</summary>
internal sealed record TsigRecord
{
    private const int TimersLength = 8;

    /// <summary>The key that it names.</summary>
    internal required DomainName Key { get; init; }

    /// <summary>The algorithm that it names.</summary>
    internal required DomainName Algorithm { get; init; }

    /// <summary>Where in the message the record begins, in octets.</summary>
    internal required int Start { get; init; }

    /// <summary>Time signed and fudge as they stand there.</summary>
    internal required byte[] Timers { get; init; }

    /// <summary>The MAC.</summary>
    internal required byte[] Mac { get; init; }

    /// <summary>The id that the message was signed with.</summary>
    internal required ushort OriginalId { get; init; }

    /// <summary>An error, or 0.</summary>
    internal required ushort Error { get; init; }

    /// <summary>Further octets: with BADTIME the server's clock.</summary>
    internal required byte[] Other { get; init; }

    /// <summary>When it was signed, in seconds since 1970.</summary>
    internal long TimeSigned => ((long)BinaryPrimitives.ReadUInt16BigEndian(Timers) << 32)
        | BinaryPrimitives.ReadUInt32BigEndian(Timers.AsSpan(2));

    /// <summary>By how much clocks may differ, in seconds.</summary>
    internal ushort Fudge => BinaryPrimitives.ReadUInt16BigEndian(Timers.AsSpan(6));

    /// <summary>Says why it cannot be a good signature by a key, before any computing; or null.</summary>
    internal string? Fault(TsigKey key) => Error switch
    {
        16 => $"the server does not accept the signature by key {key}: is the secret the same at both ends?",
        17 => $"the server does not know key {key}",
        18 => "the server's clock differs by more than five minutes",
        0 when Key != key.Name || Algorithm != key.Algorithm.Name =>
            $"it is signed by key {Key}, not by {key}",
        0 when Mac.Length != key.Algorithm.Length => "its signature is truncated",
        0 => null,
        _ => $"the server answers with TSIG error {Error}",
    };

    /// <summary>Finds the record.</summary>
    /// <param name="message">A whole message, of unknown origin.</param>
    /// <param name="record">The record; null where there is none.</param>
    /// <returns>False where the message cannot be read, or has such a record elsewhere than at its
    /// end.</returns>
    internal static bool TryFind(ReadOnlySpan<byte> message, out TsigRecord? record)
    {
        record = null;
        MessageReader reader = new(message);
        Span<ushort> header = stackalloc ushort[QueryMessage.HeaderLength / 2];
        foreach (ref ushort field in header)
        {
            if (!reader.TryReadNumber16(out field))
            {
                return false;
            }
        }

        for (int i = 0; i < header[2]; i++)
        {
            if (!reader.TryReadName(out _) || !reader.TryReadNumber32(out _))
            {
                return false;
            }
        }

        int count = header[3] + header[4] + header[5];
        for (int i = 0; i < count; i++)
        {
            int start = reader.Position;
            if (!reader.TryReadName(out DomainName owner) || !reader.TryReadNumber16(out ushort type)
                || !reader.TryReadNumber16(out _)
                || !reader.TryReadNumber32(out _) || !reader.TryReadNumber16(out ushort length)
                || !reader.TryReadRData((RRType)type, length, out byte[]? rdata))
            {
                return false;
            }

            if ((RRType)type == RRType.TSIG)
            {
                return i == count - 1 && header[5] > 0 && reader.Position == message.Length
                    && TryRead(owner, start, rdata, out record);
            }
        }

        return true;
    }

    private static bool TryRead(DomainName owner, int start, ReadOnlySpan<byte> rdata, out TsigRecord? record)
    {
        record = null;
        if (!WireName.TryMeasure(rdata, out int name) || rdata.Length < name + TimersLength + 2)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = rdata[(name + TimersLength)..];
        int macLength = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (rest.Length < 2 + macLength + 6)
        {
            return false;
        }

        ReadOnlySpan<byte> tail = rest[(2 + macLength)..];
        if (BinaryPrimitives.ReadUInt16BigEndian(tail[4..]) != tail.Length - 6)
        {
            return false;
        }

        record = new TsigRecord
        {
            Key = owner,
            Algorithm = DomainName.FromTrustedWire(rdata[..name]),
            Start = start,
            Timers = rdata.Slice(name, TimersLength).ToArray(),
            Mac = rest.Slice(2, macLength).ToArray(),
            OriginalId = BinaryPrimitives.ReadUInt16BigEndian(tail),
            Error = BinaryPrimitives.ReadUInt16BigEndian(tail[2..]),
            Other = tail[6..].ToArray(),
        };
        return true;
    }
}
