using System.Buffers.Binary;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>Writes queries: one question, EDNS with the DO bit (RFC 6891, RFC 3225).</summary>
public static class QueryMessage
{
    /// <summary>The largest UDP answer asked for, in octets: it fits where IPv6's least MTU rules, without
    /// fragments.</summary>
    public const int UdpSize = 1232;

    internal const int HeaderLength = 12;
    private const int OptLength = 11;
    private const uint DnssecOk = 0x8000;
    private const byte RecursionDesired = 0x01;

    /// <summary>Writes a query that asks for recursion.</summary>
    internal static byte[] WriteRecursive(ushort id, Question question)
    {
        byte[] message = Write(id, question);
        message[2] = RecursionDesired;
        return message;
    }

    /// <summary>Writes a query, recursion not desired.</summary>
    /// <param name="id">The id that the answer has to repeat.</param>
    /// <param name="question">What is asked.</param>
    /// <returns>A whole message in wire form.</returns>
    public static byte[] Write(ushort id, Question question)
    {
        ReadOnlySpan<byte> name = question.Name.Wire;
        byte[] message = new byte[HeaderLength + name.Length + 4 + OptLength];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        message[5] = 1; // QDCOUNT
        message[11] = 1; // ARCOUNT: the OPT
        name.CopyTo(message.AsSpan(HeaderLength));
        Span<byte> rest = message.AsSpan(HeaderLength + name.Length);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)question.Type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)RRClass.IN);
        Span<byte> opt = rest[4..]; // root owner, type, UDP size, flags, no options
        BinaryPrimitives.WriteUInt16BigEndian(opt[1..], (ushort)RRType.OPT);
        BinaryPrimitives.WriteUInt16BigEndian(opt[3..], UdpSize);
        BinaryPrimitives.WriteUInt32BigEndian(opt[5..], DnssecOk);
        return message;
    }
}
