using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Counts the octets that a server's answer takes, names compressed as
/// servers do (RFC 1035 §4.1.4).</summary>
internal sealed class MessageSize
{
    /// <summary>The octets of a name that stands in the message already.</summary>
    public const int PointerLength = 2;

    private const int HeaderLength = 12;
    private const int QuestionLength = 4; // type and class
    private const int RecordLength = 10; // type, class, TTL, RDLENGTH
    private const int OptLength = 11;

    private readonly List<byte[]> _names = [];

    /// <summary>The octets so far.</summary>
    public int Octets { get; private set; }

    /// <summary>The octets of a name whose end is a name that stands in the message already.</summary>
    public static int LengthBelow(ReadOnlySpan<byte> name, ReadOnlySpan<byte> written) =>
        name.Length - written.Length + (written.Length > 1 ? PointerLength : 1);

    /// <summary>The octets of some records of an RRset whose owner takes so many the first
    /// time; RDATA is not compressed.</summary>
    public static int LengthOf(RRset rrset, int first, int count, int ownerLength)
    {
        int octets = 0;
        for (int i = first; i < first + count; i++)
        {
            octets += (i == first ? ownerLength : Math.Min(ownerLength, PointerLength))
                + RecordLength + rrset.RDataOf(i).Length;
        }

        return octets;
    }

    /// <summary>Begins an answer: header, question and EDNS.</summary>
    public void Begin(ReadOnlySpan<byte> question)
    {
        _names.Clear();
        Octets = HeaderLength + QuestionLength + OptLength;
        AddName(question);
    }

    /// <summary>Adds an RRset.</summary>
    public void Add(RRset rrset) => Add(rrset, 0, rrset.Count);

    /// <summary>Adds the signatures over an RRset of a node, if there are any.</summary>
    public void AddSignatures(Zone zone, int node, RRType type)
    {
        if (zone.TryFind(node, RRType.RRSIG, out RRset signatures))
        {
            (int first, int count) = RrsigFields.RangeOf(signatures, type);
            Add(signatures, first, count);
        }
    }

    private void Add(RRset rrset, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            AddName(rrset.Owner);
            Octets += RecordLength;
            AddRData(rrset.Type, rrset.RDataOf(i));
        }
    }

    // RFC 3597 §4: only RDATA of RFC 1035's types is compressed.
    private void AddRData(RRType type, ReadOnlySpan<byte> rdata)
    {
        int names = type switch
        {
            RRType.SOA => 2,
            RRType.NS => 1,
            _ => 0,
        };
        for (; names > 0 && WireName.TryMeasure(rdata, out int length); names--)
        {
            AddName(rdata[..length]);
            rdata = rdata[length..];
        }

        Octets += rdata.Length;
    }

    private void AddName(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> rest = name;
        while (rest.Length > 1 && !IsWritten(rest))
        {
            Octets += rest[0] + 1;
            rest = WireName.ParentOf(rest);
        }

        Octets += rest.Length > 1 ? PointerLength : 1;
        if (rest.Length < name.Length)
        {
            _names.Add(name.ToArray());
        }
    }

    private bool IsWritten(ReadOnlySpan<byte> suffix)
    {
        foreach (byte[] name in _names)
        {
            if (WireName.IsAtOrBelow(name, suffix))
            {
                return true;
            }
        }

        return false;
    }
}
