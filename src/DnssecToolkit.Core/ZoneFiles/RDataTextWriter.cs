using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Writes the parts of records as BIND prints them, one after the other.</summary>
/// <remarks>This file has what every type is made of; the others have what few types have.</remarks>
/// <param name="output">Takes the text: <see cref="RecordText.MaximumLength"/> octets.</param>
internal ref partial struct RDataTextWriter(Span<byte> output)
{
    // BIND's full style breaks base64 and hex into words of 56 characters.
    private const int WordLength = 56;
    private const int Base64Octets = WordLength / 4 * 3;
    private const int HexOctets = WordLength / 2;

    private readonly Span<byte> _output = output;
    private int _length;

    /// <summary>The octets written so far.</summary>
    public readonly int Length => _length;

    /// <summary>Writes one octet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Octet(byte octet) => _output[_length++] = octet;

    /// <summary>Writes octets as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Octets(scoped ReadOnlySpan<byte> octets)
    {
        octets.CopyTo(_output[_length..]);
        _length += octets.Length;
    }

    /// <summary>Writes a decimal number.</summary>
    public void Number(uint value)
    {
        value.TryFormat(_output[_length..], out int digits, default, CultureInfo.InvariantCulture);
        _length += digits;
    }

    /// <summary>Writes a type's mnemonic or number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Type(RRType type) => _length += RRTypeText.Write(type, _output[_length..]);

    /// <summary>Writes a valid name with its final dot.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Name(scoped ReadOnlySpan<byte> name) => _length += NameText.Write(name, _output[_length..]);

    /// <summary>Writes a whole RDATA that is one name.</summary>
    /// <returns>False where it is not.</returns>
    public bool TryWholeName(scoped ReadOnlySpan<byte> rdata)
    {
        bool valid = WireName.TryMeasure(rdata, out int length) && length == rdata.Length;
        if (valid)
        {
            Name(rdata);
        }

        return valid;
    }

    /// <summary>Writes base64 in BIND's words.</summary>
    public void Base64Words(scoped ReadOnlySpan<byte> octets)
    {
        while (octets.Length > Base64Octets)
        {
            _length += Base64.Encode(octets[..Base64Octets], _output[_length..]);
            Octet((byte)' ');
            octets = octets[Base64Octets..];
        }

        _length += Base64.Encode(octets, _output[_length..]);
    }

    /// <summary>Writes base64 in one piece.</summary>
    public void Base64Whole(scoped ReadOnlySpan<byte> octets) => _length += Base64.Encode(octets, _output[_length..]);

    /// <summary>Writes upper-case hex in BIND's words.</summary>
    public void HexWords(scoped ReadOnlySpan<byte> octets)
    {
        while (octets.Length > HexOctets)
        {
            _length += Base16.EncodeUpper(octets[..HexOctets], _output[_length..]);
            Octet((byte)' ');
            octets = octets[HexOctets..];
        }

        _length += Base16.EncodeUpper(octets, _output[_length..]);
    }

    /// <summary>Writes upper-case hex in one piece.</summary>
    public void HexWhole(scoped ReadOnlySpan<byte> octets) => _length += Base16.EncodeUpper(octets, _output[_length..]);

    /// <summary>Writes any RDATA as RFC 3597 §5 has it.</summary>
    public void Opaque(scoped ReadOnlySpan<byte> rdata)
    {
        Octets(@"\# "u8);
        Number((uint)rdata.Length);
        if (!rdata.IsEmpty)
        {
            Octet((byte)' ');
            HexWords(rdata);
        }
    }

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
        if (rdata.Length <= 18 || !WireName.TryMeasure(rdata[18..], out int signer) || rdata.Length == 18 + signer
            || WireName.CountLabels(rdata[18..]) > rdata[3])
        {
            return false;
        }

        Signature(rdata[..(18 + signer)], rdata[(18 + signer)..]);
        return true;
    }

    /// <summary>Writes an NSEC's RDATA.</summary>
    /// <returns>False where it is malformed.</returns>
    public bool TryNsec(scoped ReadOnlySpan<byte> rdata)
    {
        if (!WireName.TryMeasure(rdata, out int next) || rdata.Length == next || !TypeBitmap.IsValid(rdata[next..]))
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
        if (hashLength == 0 || (rdata[0] == 1 && hashLength != 20) || rest.Length < 1 + hashLength || !TypeBitmap.IsValid(rest[(1 + hashLength)..]))
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
