using System.Runtime.InteropServices;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Encoding;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>Octets as hex digits, base64 and base32hex, and bit maps.</content>
internal ref partial struct RDataTextParser
{
    private const int MostTypes = 1 << 16;

    private bool TryBase64Rest(string field, bool isOptional)
    {
        if (!TryJoinRest(field, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        if (text.IsEmpty)
        {
            return isOptional || Fail($"{field} is missing");
        }

        return PutBase64(field, text);
    }

    private bool PutBase64(string field, ReadOnlySpan<byte> text)
    {
        // The decoder needs room for whole groups.
        if (!HasRoom(text.Length / 4 * 3))
        {
            return false;
        }

        bool read = Base64.TryDecode(text, _output[_length..], out int length);
        _length += length;
        return read || Fail($"{field} is not base64");
    }

    private bool TryBase64OrDash(string field)
    {
        if (!TryJoinRest(field, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        return text.IsEmpty ? Fail($"{field} is missing") : text.SequenceEqual("-"u8)
            || PutBase64(field, text);
    }

    // Hex digits to the end; exactly so many octets where that is not 0.
    private bool TryHexRest(string field, int octets)
    {
        if (!TryJoinRest(field, out ReadOnlySpan<byte> text))
        {
            return false;
        }

        if (text.IsEmpty)
        {
            return _type == RRType.SSHFP || Fail($"{field} is missing"); // BIND takes an SSHFP without fingerprint
        }

        if (octets != 0 && text.Length != octets * 2)
        {
            return Fail($"{field} has {text.Length} hex digits where {octets * 2} are needed");
        }

        return PutHex(field, text);
    }

    private bool PutHex(string field, ReadOnlySpan<byte> text)
    {
        if (!HasRoom(text.Length / 2))
        {
            return false;
        }

        bool read = Base16.TryDecode(text, _output[_length..], out int length);
        _length += length;
        return read || Fail($"{field} is not an even number of hex digits");
    }

    // RFC 4034 §5.1.3, RFC 4509, RFC 6605; other types have digests of any length.
    private bool TryDsDigest(string field) => TryHexRest(field, _output[_length - 1] switch
    {
        1 => 20,
        2 => 32,
        4 => 48,
        _ => 0,
    });

    // RFC 8976 §2.2.3: SHA-384 and SHA-512; others have 12 octets at least (§2.2.4).
    private bool TryZoneDigest(string field)
    {
        int place = _length;
        int octets = _output[_length - 1] switch { 1 => 48, 2 => 64, _ => 0 };
        return TryHexRest(field, octets)
            && (_length - place >= 12 || Fail($"{field} has fewer than 12 octets"));
    }

    private bool TrySalt(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        if (token.SequenceEqual("-"u8))
        {
            return Put(0);
        }

        return token.Length > byte.MaxValue * 2
            ? Fail($"{field} is longer than 255 octets")
            : Put((byte)(token.Length / 2)) && PutHex(field, token);
    }

    private bool TryHashedOwner(string field)
    {
        if (!NextText(field) || !HasRoom(byte.MaxValue + 1))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        if (Base32Hex.DecodedLength(token.Length) > byte.MaxValue
            || !Base32Hex.TryDecode(token, _output[(_length + 1)..], out int length))
        {
            return Fail($"{field} {Quote()} is not base32hex");
        }

        _output[_length] = (byte)length;
        _length += length + 1;
        return true;
    }

    private bool TryTypeBitmap(string field)
    {
        int count = 0;
        bool isAscending = true;
        Span<RRType> types = default;
        while (HasMoreText(field, out _))
        {
            if (!RRTypeText.TryRead(_scanner.Token, out RRType type))
            {
                return Fail($"{field}: type {Quote()} is not known");
            }

            if (count == MostTypes)
            {
                return Fail($"{field}: over {MostTypes} types");
            }

            types = MemoryMarshal.Cast<byte, RRType>(_scratch.Grow((count + 1) * 2).AsSpan());
            isAscending &= count == 0 || type > types[count - 1];
            types[count++] = type;
        }

        // RFC 4034 §4.1.2: an NSEC names itself at least; an NSEC3 of an empty non-terminal names nothing.
        if (count == 0 && _type == RRType.NSEC && !HasFault)
        {
            return Fail($"{field} are empty");
        }

        return !HasFault && HasRoom(TypeBitmap.MaximumLength) && PutTypeBitmap(types[..count], isAscending);
    }

    private bool PutTypeBitmap(Span<RRType> types, bool isAscending)
    {
        if (!isAscending)
        {
            types.Sort();
            types = types[..Deduplicate(types)];
        }

        _length += TypeBitmap.Write(types, _output[_length..]);
        StepBackFromEnd();
        return true;
    }

    private static int Deduplicate(Span<RRType> sorted)
    {
        int kept = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] != sorted[kept - 1])
            {
                sorted[kept++] = sorted[i];
            }
        }

        return kept;
    }

    // RFC 2535 §5.2: types 1 to 127 as one run of bits.
    private bool TryNxtBitmap(string field)
    {
        Span<byte> bits = stackalloc byte[16];
        bits.Clear();
        int length = 0;
        while (HasMoreText(field, out _))
        {
            // BIND writes and reads types without a mnemonic as bare numbers here, not as TYPEnnn.
            bool isNumber = TokenText.TryReadNumber(_scanner.Token, 127, out ulong number);
            RRType type = (RRType)number;
            if ((!isNumber && !RRTypeText.TryRead(_scanner.Token, out type)) || (int)type is < 1 or > 127)
            {
                return Fail($"{field}: {Quote()} is not a type below 128");
            }

            int place = (int)type >> 3;
            bits[place] |= (byte)(0x80 >> ((int)type & 7));
            length = Math.Max(length, place + 1);
        }

        if (HasFault)
        {
            return false;
        }

        StepBackFromEnd();
        return Put(bits[..length]);
    }

    // All tokens to the entry's end as one run of characters: a part of the text where there is one token.
    private bool TryJoinRest(string field, out ReadOnlySpan<byte> joined)
    {
        joined = default;
        if (!HasMoreText(field, out bool failed))
        {
            StepBackFromEnd();
            return !failed;
        }

        joined = _scanner.Token;
        int length = 0;
        while (HasMoreText(field, out failed))
        {
            ReadOnlySpan<byte> token = _scanner.Token;
            byte[] scratch = _scratch.Grow(joined.Length + token.Length);
            if (length == 0)
            {
                joined.CopyTo(scratch);
                length = joined.Length;
            }

            token.CopyTo(scratch.AsSpan(length));
            length += token.Length;
            joined = scratch.AsSpan(0, length);
            if (length > MaximumLength * 2)
            {
                return Fail(CheckCodes.ZoneFileTooLarge, "RDATA of over 65535 octets");
            }
        }

        StepBackFromEnd();
        return !failed;
    }
}
