using System.Buffers.Binary;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>The types of which a signed zone has millions, without the table.</content>
internal ref partial struct RDataTextWriter
{
    /// <summary>Writes an RRSIG or SIG from its parts.</summary>
    /// <param name="fields">The RDATA up to the signer's name; well-formed.</param>
    /// <param name="signature">The signature.</param>
    public void Signature(scoped ReadOnlySpan<byte> fields, scoped ReadOnlySpan<byte> signature)
    {
        Type((RRType)BinaryPrimitives.ReadUInt16BigEndian(fields));
        Octet((byte)' ');
        Number(fields[2]);
        Octet((byte)' ');
        Number(fields[3]);
        Octet((byte)' ');
        Number(BinaryPrimitives.ReadUInt32BigEndian(fields[4..]));
        Octet((byte)' ');
        SerialTime(BinaryPrimitives.ReadUInt32BigEndian(fields[8..]));
        Octet((byte)' ');
        SerialTime(BinaryPrimitives.ReadUInt32BigEndian(fields[12..]));
        Octet((byte)' ');
        Number(BinaryPrimitives.ReadUInt16BigEndian(fields[16..]));
        Octet((byte)' ');
        Name(fields[18..]);
        Octet((byte)' ');
        Base64Words(signature);
    }

    /// <summary>Writes an RRSIG's RDATA.</summary>
    /// <returns>False where it is malformed.</returns>
    public bool TrySignature(scoped ReadOnlySpan<byte> rdata)
    {
        if (rdata.Length <= 18 || !WireName.TryMeasure(rdata[18..], out int signer) || rdata.Length == 18
            + signer
            || WireName.CountLabels(rdata[18..]) > rdata[3])
        {
            return false;
        }

        Signature(rdata[..(18 + signer)], rdata[(18 + signer)..]);
        return true;
    }

    /// <summary>Writes a DS's RDATA.</summary>
    /// <returns>False where it is malformed.</returns>
    public bool TryDelegationSigner(scoped ReadOnlySpan<byte> rdata)
    {
        if (rdata.Length < 5
            || RDataFieldMeasure.Measure(RRType.DS, RDataFieldKind.DsDigest, rdata, 4) != rdata.Length - 4)
        {
            return false;
        }

        Number(BinaryPrimitives.ReadUInt16BigEndian(rdata));
        Octet((byte)' ');
        Number(rdata[2]);
        Octet((byte)' ');
        Number(rdata[3]);
        Octet((byte)' ');
        HexWords(rdata[4..]);
        return true;
    }

    /// <summary>Writes an NSEC's RDATA.</summary>
    /// <returns>False where it is malformed.</returns>
    public bool TryNsec(scoped ReadOnlySpan<byte> rdata)
    {
        if (!WireName.TryMeasure(rdata, out int next) || rdata.Length == next
            || !TypeBitmap.IsValid(rdata[next..]))
        {
            return false;
        }

        Name(rdata[..next]);
        Bitmaps(rdata[next..]);
        return true;
    }

    /// <summary>Writes an NSEC3's RDATA.</summary>
    /// <returns>False where it is malformed.</returns>
    public bool TryNsec3(scoped ReadOnlySpan<byte> rdata)
    {
        if (rdata.Length < 5 || rdata.Length < 6 + rdata[4])
        {
            return false;
        }

        ReadOnlySpan<byte> salt = rdata.Slice(5, rdata[4]);
        ReadOnlySpan<byte> rest = rdata[(5 + salt.Length)..];
        int hashLength = rest[0];
        if (hashLength == 0 || (rdata[0] == 1 && hashLength != 20) || rest.Length < 1 + hashLength
            || !TypeBitmap.IsValid(rest[(1 + hashLength)..]))
        {
            return false;
        }

        Number(rdata[0]);
        Octet((byte)' ');
        Number(rdata[1]);
        Octet((byte)' ');
        Number(BinaryPrimitives.ReadUInt16BigEndian(rdata[2..]));
        Octet((byte)' ');
        Salt(salt);
        Octet((byte)' ');
        _length += Base32Hex.EncodeUpper(rest.Slice(1, hashLength), _output[_length..]);
        Bitmaps(rest[(1 + hashLength)..]);
        return true;
    }

    /// <summary>Writes a salt's octets, or <c>-</c> for none.</summary>
    private void Salt(scoped ReadOnlySpan<byte> salt)
    {
        if (salt.IsEmpty)
        {
            Octet((byte)'-');
        }

        HexWhole(salt);
    }

    /// <summary>Writes valid bit maps, a space before each type.</summary>
    private void Bitmaps(scoped ReadOnlySpan<byte> bitmaps)
    {
        foreach (RRType type in TypeBitmap.Enumerate(bitmaps))
        {
            Octet((byte)' ');
            Type(type);
        }
    }
}
