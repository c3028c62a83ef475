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
    /// <remarks>An RRSIG has six of them, most of one to five digits.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Number(uint value)
    {
        if (value < 10)
        {
            Octet((byte)('0' + value));
        }
        else
        {
            LongNumber(value);
        }
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
    public void Base64Whole(scoped ReadOnlySpan<byte> octets) =>
        _length += Base64.Encode(octets, _output[_length..]);

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
    public void HexWhole(scoped ReadOnlySpan<byte> octets) =>
        _length += Base16.EncodeUpper(octets, _output[_length..]);

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

    private static int CountDigits(uint value) => value switch
    {
        < 10 => 1,
        < 100 => 2,
        < 1_000 => 3,
        < 10_000 => 4,
        < 100_000 => 5,
        < 1_000_000 => 6,
        < 10_000_000 => 7,
        < 100_000_000 => 8,
        < 1_000_000_000 => 9,
        _ => 10,
    };

    private void LongNumber(uint value)
    {
        int end = _length + CountDigits(value);
        Span<byte> text = _output[_length..end];
        int place = text.Length;
        while (value >= 10)
        {
            place -= 2;
            Pair(text, place, value % 100);
            value /= 100;
        }

        if (place > 0)
        {
            text[0] = (byte)('0' + value);
        }

        _length = end;
    }
}
