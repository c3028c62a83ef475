using System.Buffers.Binary;
using DnssecToolkit.Canonical;
using DnssecToolkit.Names;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>What a signature is over: the RRSIG's RDATA before the signature, then the RRset in canonical
/// form (RFC 4034 §3.1.8.1); one thread's, its buffer used again for each RRset.</summary>
/// <remarks>The RRset is written once for all its signatures, with room before
/// it for each one's own fields.</remarks>
internal sealed class SignedData
{
    private const int Room = 18 + WireName.MaximumLength;
    private const int HeaderLength = 10; // type, class, TTL, RDLENGTH

    private byte[] _octets = new byte[4096];
    private int _end;
    private uint _ttl;

    /// <summary>Goes to another RRset.</summary>
    public void Reset() => _end = 0;

    /// <summary>Gives the octets that a signature of the RRset is over.</summary>
    /// <param name="rrset">The same RRset since <see cref="Reset"/>.</param>
    /// <param name="signature">The signature; its labels field is the owner's count, so
    /// the owner is written as it is.</param>
    public ReadOnlySpan<byte> For(RRset rrset, in RrsigFields signature)
    {
        if (_end == 0 || _ttl != signature.OriginalTtl)
        {
            _ttl = signature.OriginalTtl;
            WriteRRset(rrset);
        }

        ReadOnlySpan<byte> preamble = signature.Preamble;
        Span<byte> place = _octets.AsSpan(Room - preamble.Length, preamble.Length);
        preamble.CopyTo(place);
        WireName.CopyFolded(signature.Signer, place[^signature.Signer.Length..]);
        return _octets.AsSpan(Room - preamble.Length, preamble.Length + _end - Room);
    }

    private void WriteRRset(RRset rrset)
    {
        int position = Room;
        ReadOnlySpan<byte> owner = rrset.Owner;
        for (int i = 0; i < rrset.Count; i++)
        {
            ReadOnlySpan<byte> rdata = rrset.RDataOf(i);
            int length = owner.Length + HeaderLength + rdata.Length;
            if (_octets.Length - position < length)
            {
                Array.Resize(ref _octets, Math.Max(_octets.Length * 2, position + length));
            }

            Span<byte> record = _octets.AsSpan(position, length);
            WireName.CopyFolded(owner, record);
            Span<byte> header = record[owner.Length..];
            BinaryPrimitives.WriteUInt16BigEndian(header, (ushort)rrset.Type);
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], 1); // class IN
            BinaryPrimitives.WriteUInt32BigEndian(header[4..], _ttl);
            BinaryPrimitives.WriteUInt16BigEndian(header[8..], (ushort)rdata.Length);
            CanonicalRData.Write(rrset.Type, rdata, header[HeaderLength..]);
            position += length;
        }

        _end = position;
    }
}
