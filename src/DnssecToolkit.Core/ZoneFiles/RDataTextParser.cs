using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Turns the text of RDATA into wire form, a method for each kind of field.</summary>
/// <remarks>Takes exactly what BIND takes; what BIND is known to do otherwise is said where it is
/// done.</remarks>
internal ref partial struct RDataTextParser
{
    /// <summary>The most octets RDATA has.</summary>
    public const int MaximumLength = ushort.MaxValue;

    /// <summary>The octets that the output and the scratch buffer need: RDATA may overrun by one field before
    /// it is refused.</summary>
    public const int BufferLength = MaximumLength + 10_240;

    private readonly ReadOnlySpan<byte> _origin;
    private readonly Span<byte> _output;
    private readonly ScratchOctets _scratch;
    private EntryScanner _scanner;
    private EntryScanner _beforeEnd;
    private RRType _type;
    private int _length;

    /// <summary>Makes a parser for one record's RDATA.</summary>
    /// <param name="scanner">Stands behind the type.</param>
    /// <param name="origin">Completes relative names; empty where none is known.</param>
    /// <param name="output">Takes the RDATA: <see cref="BufferLength"/> octets.</param>
    /// <param name="scratch">Room for what comes in pieces.</param>
    public RDataTextParser(
        EntryScanner scanner, ReadOnlySpan<byte> origin, Span<byte> output, ScratchOctets scratch)
    {
        _scanner = scanner;
        _origin = origin;
        _output = output;
        _scratch = scratch;
    }

    /// <summary>What is wrong, once a method has answered false.</summary>
    public EntryFault Fault { get; private set; }

    /// <summary>The scanner, where it stands now.</summary>
    public readonly EntryScanner Scanner => _scanner;

    /// <summary>Whether a relative name was completed.</summary>
    public bool UsedOrigin { get; private set; }

    /// <summary>The octets written.</summary>
    public readonly int Length => _length;

    /// <summary>Reads the RDATA and the end of the entry.</summary>
    public bool TryParse(RRType type)
    {
        _type = type;
        RDataLayout? layout = RDataLayout.Find(type);
        EntryScanner before = _scanner;
        if (_scanner.Next() == TokenKind.Text && _scanner.Token.SequenceEqual(@"\#"u8))
        {
            EntryScanner afterMark = _scanner;
            bool counted = _scanner.Next() == TokenKind.Text && IsNumber(_scanner.Token);
            _scanner = afterMark;
            if (counted || layout is not { HasTextForm: true })
            {
                return TryGeneric(type, layout);
            }
        }

        _scanner = before;
        if (layout is not { HasTextForm: true })
        {
            _scanner.Next();
            return Fail($@"{RRTypeText.Format(type)} has no text form of its own, so \# must stand here");
        }

        foreach (ref readonly RDataField field in layout.Fields)
        {
            if (!TryField(field))
            {
                return false;
            }
        }

        return TryEnd();
    }

    private bool TryField(in RDataField field) => field.Kind switch
    {
        RDataFieldKind.Name or RDataFieldKind.FoldedName => TryName(field.Name),
        RDataFieldKind.Number8 => TryNumber(field.Name, byte.MaxValue, 1),
        RDataFieldKind.Number16 => TryNumber(field.Name, ushort.MaxValue, 2),
        RDataFieldKind.Number32 => TryNumber(field.Name, uint.MaxValue, 4),
        RDataFieldKind.Number64 => TryNumber(field.Name, ulong.MaxValue, 8),
        RDataFieldKind.Period => TryPeriod(field.Name),
        RDataFieldKind.SerialTime => TrySerialTime(field.Name),
        RDataFieldKind.IPv4 => TryIPv4(field.Name),
        RDataFieldKind.IPv6 => TryIPv6(field.Name),
        RDataFieldKind.CharacterString => TryCharacterString(field.Name, isOptional: false),
        RDataFieldKind.OptionalCharacterString => TryCharacterString(field.Name, isOptional: true),
        RDataFieldKind.CharacterStrings => TryCharacterStrings(field.Name),
        RDataFieldKind.DigitString => TryDigitString(field.Name),
        RDataFieldKind.DecimalString => TryDecimalString(field.Name),
        RDataFieldKind.Regexp => TryRegexp(field.Name),
        RDataFieldKind.Tag => TryTag(field.Name),
        RDataFieldKind.QuotedRest => TryQuotedRest(field.Name),
        RDataFieldKind.Base64Rest => TryBase64Rest(field.Name, isOptional: true),
        RDataFieldKind.NonEmptyBase64Rest => TryBase64Rest(field.Name, isOptional: false),
        RDataFieldKind.Base64OrDashRest => TryBase64OrDash(field.Name),
        RDataFieldKind.PublicKeyRest => TryPublicKey(field.Name),
        RDataFieldKind.HexRest => TryHexRest(field.Name, 0),
        RDataFieldKind.DsDigest => TryDsDigest(field.Name),
        RDataFieldKind.ZoneDigest => TryZoneDigest(field.Name),
        RDataFieldKind.Salt => TrySalt(field.Name),
        RDataFieldKind.HashedOwner => TryHashedOwner(field.Name),
        RDataFieldKind.TypeBitmaps => TryTypeBitmap(field.Name),
        RDataFieldKind.NxtBitmap => TryNxtBitmap(field.Name),
        RDataFieldKind.NodeId64 => TryNodeId64(field.Name),
        RDataFieldKind.Eui48 => TryEui(field.Name, 6),
        RDataFieldKind.Eui64 => TryEui(field.Name, 8),
        RDataFieldKind.SvcParams => TrySvcParams(field.Name),
        RDataFieldKind.Location => TryLocation(field.Name),
        RDataFieldKind.AddressPrefixes => TryAddressPrefixes(field.Name),
        RDataFieldKind.WellKnownServices => TryWellKnownServices(field.Name),
        RDataFieldKind.Nsap => TryNsap(field.Name),
        RDataFieldKind.AtmAddress => TryAtmAddress(field.Name),
        RDataFieldKind.A6Address => TryA6(field.Name),
        RDataFieldKind.IpsecKey => TryIpsecKey(field.Name),
        RDataFieldKind.AmtRelay => TryAmtRelay(field.Name),
        RDataFieldKind.HostIdentity => TryHostIdentity(field.Name),
        RDataFieldKind.Btoa => TryBtoa(field.Name),
        _ => TryMnemonic(field),
    };

    private bool TryEnd()
    {
        if (_scanner.Next() == TokenKind.EndOfEntry)
        {
            return _length <= MaximumLength
                || Fail(CheckCodes.ZoneFileTooLarge, "RDATA of over 65535 octets");
        }

        return Fail(_scanner.IsCharacters ? $"{Quote()} is more than the record takes" : "");
    }

    // The next token, which must be characters without quotes.
    private bool NextText(string field)
    {
        TokenKind kind = _scanner.Next();
        return kind == TokenKind.Text || Fail(kind switch
        {
            TokenKind.EndOfEntry => $"{field} is missing",
            TokenKind.Quoted => $"{field} must not be in quotes",
            _ => "",
        });
    }

    // The next token, in quotes or not.
    private bool NextString(string field)
    {
        TokenKind kind = _scanner.Next();
        return _scanner.IsCharacters || Fail(kind == TokenKind.EndOfEntry ? $"{field} is missing" : "");
    }

    // Whether another unquoted token follows; false at the entry's end, and with a fault on anything else.
    private bool HasMoreText(string field, out bool failed)
    {
        failed = false;
        _beforeEnd = _scanner;
        switch (_scanner.Next())
        {
            case TokenKind.Text:
                return true;
            case TokenKind.EndOfEntry:
                return false;
            default:
                failed = !Fail(_scanner.Kind == TokenKind.Quoted ? $"{field} must not be in quotes" : "");
                return false;
        }
    }

    private void StepBack(in EntryScanner to) => _scanner = to;

    // After HasMoreText met the entry's end: TryEnd is to see it.
    private void StepBackFromEnd() => _scanner = _beforeEnd;

    private readonly bool HasFault => Fault.Code is not null;

    private bool Fail(string message) => Fail(CheckCodes.ZoneFileRData, message);

    private bool Fail(CheckCode code, string message)
    {
        Fault = new EntryFault(code, _scanner.TokenStart, message);
        return false;
    }

    // The last token for a message: printable and short.
    private readonly string Quote() => TokenText.Quote(_scanner.Token);

    private bool HasRoom(int octets) =>
        _length + octets <= _output.Length || Fail(CheckCodes.ZoneFileTooLarge, "RDATA of over 65535 octets");

    private bool Put(byte octet)
    {
        if (!HasRoom(1))
        {
            return false;
        }

        _output[_length++] = octet;
        return true;
    }

    private bool Put(scoped ReadOnlySpan<byte> octets)
    {
        if (!HasRoom(octets.Length))
        {
            return false;
        }

        octets.CopyTo(_output[_length..]);
        _length += octets.Length;
        return true;
    }

    private bool PutNumber(ulong value, int octets)
    {
        if (!HasRoom(octets))
        {
            return false;
        }

        for (int i = octets - 1; i >= 0; i--)
        {
            _output[_length++] = unchecked((byte)(value >> (i * 8)));
        }

        return true;
    }

    private static bool IsNumber(ReadOnlySpan<byte> token) =>
        !token.IsEmpty && !token.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}
