using System.Buffers.Binary;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>The fields of one RRSIG, a window on its RDATA (RFC 4034 §3.1).</summary>
internal readonly ref struct RrsigFields
{
    private const int FixedLength = 18; // what stands before the signer's name

    private readonly ReadOnlySpan<byte> _rdata;
    private readonly int _signerLength;

    private RrsigFields(ReadOnlySpan<byte> rdata, int signerLength)
    {
        _rdata = rdata;
        _signerLength = signerLength;
    }

    /// <summary>The type covered.</summary>
    public RRType TypeCovered => TypeCoveredBy(_rdata);

    /// <summary>The algorithm.</summary>
    public DnssecAlgorithm Algorithm => (DnssecAlgorithm)_rdata[2];

    /// <summary>The owner's labels when it was signed, the root's and a
    /// leading <c>*</c> not counted.</summary>
    public int Labels => _rdata[3];

    /// <summary>The RRset's TTL when it was signed, in seconds.</summary>
    public uint OriginalTtl => BinaryPrimitives.ReadUInt32BigEndian(_rdata[4..]);

    /// <summary>The last second of validity, as on the wire.</summary>
    public uint Expiration => BinaryPrimitives.ReadUInt32BigEndian(_rdata[8..]);

    /// <summary>The first second of validity, as on the wire.</summary>
    public uint Inception => BinaryPrimitives.ReadUInt32BigEndian(_rdata[12..]);

    /// <summary>The key's tag.</summary>
    public KeyTag Tag => new(BinaryPrimitives.ReadUInt16BigEndian(_rdata[16..]));

    /// <summary>The signer's wire name.</summary>
    public ReadOnlySpan<byte> Signer => _rdata.Slice(FixedLength, _signerLength);

    /// <summary>What is signed of the RDATA itself: all before the signature (RFC 4034 §3.1.8.1).</summary>
    public ReadOnlySpan<byte> Preamble => _rdata[..(FixedLength + _signerLength)];

    /// <summary>The signature.</summary>
    public ReadOnlySpan<byte> Signature => _rdata[(FixedLength + _signerLength)..];

    /// <summary>The type covered of RDATA of two octets at least.</summary>
    public static RRType TypeCoveredBy(ReadOnlySpan<byte> rdata) =>
        rdata.Length < 2 ? 0 : (RRType)BinaryPrimitives.ReadUInt16BigEndian(rdata);

    /// <summary>Where a name's signatures over a type stand among all of its signatures.</summary>
    public static (int First, int Count) RangeOf(RRset signatures, RRType type)
    {
        int first = 0;
        while (first < signatures.Count && TypeCoveredBy(signatures.RDataOf(first)) < type)
        {
            first++;
        }

        int end = first;
        while (end < signatures.Count && TypeCoveredBy(signatures.RDataOf(end)) == type)
        {
            end++;
        }

        return (first, end - first);
    }

    /// <summary>Reads RDATA.</summary>
    /// <returns>False where it is cut short, the signer's name is none, or there is no signature.</returns>
    public static bool TryRead(ReadOnlySpan<byte> rdata, out RrsigFields fields)
    {
        int signerLength = 0;
        bool isWhole = rdata.Length > FixedLength
            && WireName.TryMeasure(rdata[FixedLength..], out signerLength)
            && rdata.Length > FixedLength + signerLength;
        fields = isWhole ? new RrsigFields(rdata, signerLength) : default;
        return isWhole;
    }
}
