using System.Buffers.Binary;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.ZoneFiles;

/// <content>Names, numbers, times and mnemonics.</content>
internal ref partial struct RDataTextParser
{
    private bool TryName(string field)
    {
        if (!NextText(field) || !HasRoom(WireName.MaximumLength))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        bool isAbsolute = token[^1] == (byte)'.' && !_scanner.HasEscape;
        UsedOrigin |= !isAbsolute;
        NameTextStatus status = NameText.Read(token, _origin, _output[_length..], out int length);
        if (status != NameTextStatus.Done)
        {
            return Fail($"{field} {Quote()}: {NameText.Explain(status)}");
        }

        // Without an origin a relative name has no final zero.
        if (_origin.IsEmpty && !isAbsolute && !WireName.TryMeasure(_output.Slice(_length, length), out _))
        {
            return Fail(CheckCodes.ZoneFileOrigin, $"{field} {Quote()} is relative and no origin is known");
        }

        _length += length;
        return true;
    }

    private bool TryNumber(string field, ulong maximum, int octets) =>
        TryReadNumber(field, maximum, out ulong value) && PutNumber(value, octets);

    private bool TryReadNumber(string field, ulong maximum, out ulong value)
    {
        value = 0;
        if (!NextText(field))
        {
            return false;
        }

        return TokenText.TryReadNumber(_scanner.Token, maximum, out value)
            || Fail($"{field} {Quote()} is not a number up to {maximum}");
    }

    private bool TryPeriod(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        return TtlText.TryRead(_scanner.Token, out uint seconds)
            ? PutNumber(seconds, 4)
            : Fail($"{field} {Quote()} is not a time span such as 3600 or 1h");
    }

    // RFC 4034 §3.2: fourteen digits are a date, fewer are seconds since 1970.
    private bool TrySerialTime(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        if (token.Length == 14 && IsNumber(token))
        {
            return TryReadDate(token, out uint moment)
                ? PutNumber(moment, 4)
                : Fail($"{field} {Quote()} is not a date YYYYMMDDHHMMSS");
        }

        return TokenText.TryReadNumber(token, uint.MaxValue, out ulong seconds)
            ? PutNumber(seconds, 4)
            : Fail($"{field} {Quote()} is neither YYYYMMDDHHMMSS nor seconds since 1970");
    }

    private static bool TryReadDate(ReadOnlySpan<byte> token, out uint wire)
    {
        int year = Digits(token[..4]);
        int month = Digits(token.Slice(4, 2));
        int day = Digits(token.Slice(6, 2));
        int hour = Digits(token.Slice(8, 2));
        int minute = Digits(token.Slice(10, 2));
        int second = Digits(token.Slice(12, 2));
        wire = 0;
        if (year is < 1970 or > 9999 || month is < 1 or > 12 || day < 1
            || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        long days = DateOnly.FromDateTime(new DateTime(year, month, day)).DayNumber - DaysBefore1970;
        wire = new Timestamp((days * 86_400) + (hour * 3600) + (minute * 60) + second).Wire;
        return true;
    }

    private const int DaysBefore1970 = 719_162;

    private static int Digits(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }

    // Every kind that is a number with names for some values.
    private bool TryMnemonic(in RDataField field)
    {
        if (!NextText(field.Name))
        {
            return false;
        }

        ReadOnlySpan<byte> token = _scanner.Token;
        bool isWide =
            field.Kind is RDataFieldKind.TypeMnemonic or RDataFieldKind.CertificateType or RDataFieldKind.KeyFlags;
        if (TokenText.TryReadNumber(token, isWide ? ushort.MaxValue : byte.MaxValue, out ulong value))
        {
            return PutNumber(value, isWide ? 2 : 1);
        }

        return RDataMnemonics.TryRead(field.Kind, token, out ushort named)
            ? PutNumber(named, isWide ? 2 : 1)
            : Fail($"{field.Name} {Quote()} is not known");
    }

    private bool TryPublicKey(string field)
    {
        // RFC 2535 §3.1.2: both high bits of a KEY's flags say that there is no key; no base64 may follow
        // then.
        ushort flags = BinaryPrimitives.ReadUInt16BigEndian(_output);
        return (_type == RRType.KEY && (flags & 0xC000) == 0xC000) || TryBase64Rest(field, isOptional: false);
    }
}
