using System.Diagnostics.CodeAnalysis;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>A response as a server sent it (RFC 1035 §4).</summary>
public sealed class DnsMessage
{
    private const ushort ResponseFlag = 0x8000;
    private const ushort AuthoritativeFlag = 0x0400;
    private const ushort TruncationFlag = 0x0200;
    private const ushort AuthenticFlag = 0x0020;

    private readonly ushort _flags;

    private DnsMessage(ushort id, ushort flags, Question? question, IReadOnlyList<MessageRecord> records)
    {
        Id = id;
        _flags = flags;
        Question = question;
        Records = records;
        uint extension = records.FirstOrDefault(record => record.Type == RRType.OPT)?.Ttl >> 24 ?? 0;
        ResponseCode = (ResponseCode)((extension << 4) | (flags & 0xFu));
    }

    /// <summary>The query's id.</summary>
    public ushort Id { get; }

    /// <summary>The question, or null: some servers leave it out of an error.</summary>
    public Question? Question { get; }

    /// <summary>The records of all sections; none where the message is truncated.</summary>
    public IReadOnlyList<MessageRecord> Records { get; }

    /// <summary>The response code, the upper eight bits from EDNS (RFC 6891 §6.1.3).</summary>
    public ResponseCode ResponseCode { get; }

    /// <summary>Whether it is a response.</summary>
    public bool IsResponse => (_flags & ResponseFlag) != 0;

    /// <summary>Whether the server answers for the zone itself.</summary>
    public bool IsAuthoritative => (_flags & AuthoritativeFlag) != 0;

    /// <summary>Whether a resolver says that it has validated the answer (RFC 4035 §3.2.3).</summary>
    public bool IsAuthentic => (_flags & AuthenticFlag) != 0;

    /// <summary>Whether the answer did not fit, so that it is to be fetched over TCP.</summary>
    public bool IsTruncated => (_flags & TruncationFlag) != 0;

    /// <summary>The RDATA of the answer's records of a name and type.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Answers(DomainName owner, RRType type) => Records
        .Where(record => record.Section == MessageSection.Answer && record.Type == type
            && record.Owner == owner)
        .Select(record => record.RData);

    /// <summary>Reads a message of unknown origin.</summary>
    /// <param name="octets">All of the message.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">What is wrong with it, as a lower-case clause.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> octets, [NotNullWhen(true)] out DnsMessage? message,
        [NotNullWhen(false)] out string? fault)
    {
        message = null;
        MessageReader reader = new(octets);
        Span<ushort> header = stackalloc ushort[QueryMessage.HeaderLength / 2];
        foreach (ref ushort field in header)
        {
            if (!reader.TryReadNumber16(out field))
            {
                fault = $"{octets.Length} octets are no message";
                return false;
            }
        }

        if (!TryReadQuestion(ref reader, header[2], out Question? question, out fault))
        {
            return false;
        }

        List<MessageRecord> records = [];
        bool isTruncated = (header[1] & TruncationFlag) != 0; // what such a message still has is of no use
        for (int section = 0; section < 3 && !isTruncated; section++)
        {
            if (!TryReadSection(ref reader, (MessageSection)section, header[3 + section], records, out fault))
            {
                return false;
            }
        }

        message = new DnsMessage(header[0], header[1], question, records);
        return true;
    }

    private static bool TryReadQuestion(
        ref MessageReader reader, int count, out Question? question, [NotNullWhen(false)] out string? fault)
    {
        question = null;
        if (count != 1)
        {
            fault = count == 0 ? null : $"it has {count} questions";
            return fault is null;
        }

        bool isWhole = reader.TryReadName(out DomainName name)
            & reader.TryReadNumber16(out ushort type) & reader.TryReadNumber16(out ushort rrclass);
        fault = isWhole && rrclass == (ushort)RRClass.IN ? null : "its question cannot be read";
        question = new Question(name, (RRType)type);
        return fault is null;
    }

    // A count is only a promise: records are added as the octets have them, eleven octets each at least.
    private static bool TryReadSection(
        ref MessageReader reader,
        MessageSection section,
        int count,
        List<MessageRecord> records,
        [NotNullWhen(false)] out string? fault)
    {
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadName(out DomainName owner)
                || !reader.TryReadNumber16(out ushort type)
                || !reader.TryReadNumber16(out ushort rrclass)
                || !reader.TryReadNumber32(out uint ttl)
                || !reader.TryReadNumber16(out ushort length)
                || !reader.TryReadRData((RRType)type, length, out byte[]? rdata))
            {
                fault = $"record {i + 1} of {count} in its {section.ToString().ToLowerInvariant()} section cannot be read";
                return false;
            }

            records.Add(new MessageRecord(section, owner, (RRType)type, (RRClass)rrclass, ttl, rdata));
        }

        fault = null;
        return true;
    }
}
