using System.Buffers.Binary;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Canonical;

/// <summary>Writes what a signature signs (RFC 4034 §3.1.8.1) into the caller's buffer: RRSIG RDATA without
/// the signature, then each RR.</summary>
/// <remarks>The RRs are appended in canonical order and without duplicates, as a zone has them. The RRSIG's
/// own fields say what their type, TTL and owner are written as, so that signer and verifier cannot tell
/// different stories.</remarks>
public ref struct SignatureInput
{
    /// <summary>The octets of RRSIG RDATA before the signer's name: type covered (2), algorithm (1), labels
    /// (1), original TTL (4), expiration (4), inception (4), key tag (2).</summary>
    public const int FixedFieldsLength = 18;

    /// <summary>The octets of a resource record besides its owner and RDATA: type, class, TTL and
    /// RDLENGTH.</summary>
    public const int RecordFieldsLength = 10;

    private const ushort ClassIN = 1;

    private readonly Span<byte> _destination;
    private readonly RRType _type;
    private readonly int _prefixStart;
    private readonly int _prefixLength;

    /// <summary>Begins with the RRSIG's fields.</summary>
    /// <param name="destination">Takes the input; <see cref="LengthOf"/> says how much room it needs.</param>
    /// <param name="fixedFields">The 18 octets of RRSIG RDATA before the signer's name.</param>
    /// <param name="signer">The signer's wire name, in any case; it is written in lower case.</param>
    /// <param name="owner">The RRset's wire name. With more labels than the RRSIG counts it was expanded from
    /// a wildcard, and the wildcard's name is written (RFC 4035 §5.3.2). With fewer no signature is valid;
    /// the caller refuses it.</param>
    public SignatureInput(
        Span<byte> destination, ReadOnlySpan<byte> fixedFields, ReadOnlySpan<byte> signer,
        ReadOnlySpan<byte> owner)
    {
        fixedFields[..FixedFieldsLength].CopyTo(destination);
        WireName.CopyFolded(signer, destination[FixedFieldsLength..]);
        _destination = destination;
        _type = (RRType)BinaryPrimitives.ReadUInt16BigEndian(fixedFields);
        _prefixStart = FixedFieldsLength + signer.Length;

        // Owner, type, class and TTL are the same in all RRs: written where the first one stands, and copied
        // from there.
        Span<byte> prefix = destination[_prefixStart..];
        int ownerLength = WriteOwner(owner, fixedFields[3], prefix);
        fixedFields[..2].CopyTo(prefix[ownerLength..]);
        BinaryPrimitives.WriteUInt16BigEndian(prefix[(ownerLength + 2)..], ClassIN);
        fixedFields.Slice(4, 4).CopyTo(prefix[(ownerLength + 4)..]);
        _prefixLength = ownerLength + RecordFieldsLength - 2;
        Length = _prefixStart;
    }

    /// <summary>How many octets are written.</summary>
    public int Length { get; private set; }

    /// <summary>What is written.</summary>
    public readonly ReadOnlySpan<byte> Written => _destination[..Length];

    /// <summary>The octets an RRset's input takes; an upper bound where a wildcard was expanded.</summary>
    /// <param name="signerLength">The octets of the signer's name.</param>
    /// <param name="ownerLength">The octets of the owner's name.</param>
    /// <param name="recordCount">How many RRs there are: 1 at least.</param>
    /// <param name="rdataLength">The octets of their RDATA together.</param>
    public static int LengthOf(int signerLength, int ownerLength, int recordCount, int rdataLength) =>
        FixedFieldsLength + signerLength + (recordCount * (ownerLength + RecordFieldsLength)) + rdataLength;

    /// <summary>Appends an RR.</summary>
    /// <param name="rdata">Its RDATA in wire form, letter case as given; it is written in canonical
    /// form.</param>
    public void Append(ReadOnlySpan<byte> rdata)
    {
        Span<byte> record = _destination[Length..];
        if (Length > _prefixStart)
        {
            _destination.Slice(_prefixStart, _prefixLength).CopyTo(record);
        }

        BinaryPrimitives.WriteUInt16BigEndian(record[_prefixLength..], (ushort)rdata.Length);
        CanonicalRData.Write(_type, rdata, record[(_prefixLength + 2)..]);
        Length += _prefixLength + 2 + rdata.Length;
    }

    private static int WriteOwner(ReadOnlySpan<byte> owner, int labels, Span<byte> destination)
    {
        int surplus = WireName.CountLabels(owner) - labels - (WireName.IsWildcard(owner) ? 1 : 0);
        if (surplus <= 0)
        {
            WireName.CopyFolded(owner, destination);
            return owner.Length;
        }

        // The wildcard's own asterisk is not counted in the labels field (RFC 4034 §3.1.3), but it is a label
        // of the owner.
        ReadOnlySpan<byte> ancestor = owner;
        for (int dropped = WireName.CountLabels(owner) - labels; dropped > 0; dropped--)
        {
            ancestor = WireName.ParentOf(ancestor);
        }

        destination[0] = 1;
        destination[1] = (byte)'*';
        WireName.CopyFolded(ancestor, destination[2..]);
        return ancestor.Length + 2;
    }
}
