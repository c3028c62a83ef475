namespace DnssecToolkit.ZoneFiles;

/// <content>LOC (RFC 1876 §3).</content>
internal ref partial struct RDataTextParser
{
    private const long Equator = 1L << 31;
    private const long SeaLevel = 10_000_000; // centimetres above the reference of RFC 1876 §2

    private const long MostCentimetres = 9_000_000_099; // BIND lets 90000000 m have a fraction, which is not kept

    private bool TryLocation(string field)
    {
        int place = _length;
        Span<byte> sizes = [0x12, 0x16, 0x13]; // 1 m, 10 km, 10 m
        if (!PutNumber(0, 4) // version and the three sizes
            || !TryAngle("latitude", 90, (byte)'N', (byte)'S')
            || !TryAngle("longitude", 180, (byte)'E', (byte)'W')
            || !TryAltitude())
        {
            return false;
        }

        for (int i = 0; i < sizes.Length && HasMoreText(field, out _); i++)
        {
            if (!TryReadCentimetres(_scanner.Token, out long size) || size is < 0 or > MostCentimetres)
            {
                return Fail($"{field}: size {Quote()} is not metres from 0 to 90000000.00");
            }

            sizes[i] = EncodeSize(size);
            _beforeEnd = _scanner;
        }

        if (HasFault)
        {
            return false;
        }

        StepBackFromEnd();
        sizes.CopyTo(_output[(place + 1)..]);
        return true;
    }

    // degrees [minutes [seconds[.fraction]]] hemisphere
    private bool TryAngle(string field, uint mostDegrees, byte positive, byte negative)
    {
        if (!TryReadNumber(field, mostDegrees, out ulong degrees))
        {
            return false;
        }

        long thousandths = (long)degrees * 3_600_000;
        for (int part = 0; part < 3; part++)
        {
            if (!NextText(field))
            {
                return false;
            }

            ReadOnlySpan<byte> token = _scanner.Token;
            if (token.Length == 1 && ((token[0] & 0xDF) == positive || (token[0] & 0xDF) == negative))
            {
                long signed = (token[0] & 0xDF) == positive ? thousandths : -thousandths;
                return thousandths > (long)mostDegrees * 3_600_000
                    ? Fail($"{field} is over {mostDegrees} degrees")
                    : PutNumber((ulong)(Equator + signed), 4);
            }

            long value = 0;
            bool isGood = part switch
            {
                0 => TryReadDecimal(token, 0, 59, out value),
                1 => TryReadDecimal(token, 3, 59_999, out value),
                _ => false,
            };
            if (!isGood)
            {
                return Fail($"{field}: {Quote()} is neither {(part == 0 ? "minutes" : part == 1 ? "seconds" : "more")} nor "
                    + $"{(char)positive} or {(char)negative}");
            }

            thousandths += part == 0 ? value * 60_000 : value;
        }

        return Fail($"{field} lacks {(char)positive} or {(char)negative}");
    }

    private bool TryAltitude()
    {
        if (!NextText("altitude"))
        {
            return false;
        }

        return TryReadCentimetres(_scanner.Token, out long altitude)
            && altitude >= -SeaLevel && altitude + SeaLevel <= uint.MaxValue
            ? PutNumber((ulong)(altitude + SeaLevel), 4)
            : Fail($"altitude {Quote()} is not metres from -100000.00 to 42849672.95");
    }

    private static bool TryReadCentimetres(ReadOnlySpan<byte> token, out long centimetres)
    {
        if (token.Length > 1 && token[^1] is (byte)'m' or (byte)'M')
        {
            token = token[..^1];
        }

        bool isNegative = token.StartsWith((byte)'-');
        bool isRead = TryReadDecimal(isNegative ? token[1..] : token, 2, MostCentimetres, out centimetres);
        centimetres = isNegative ? -centimetres : centimetres;
        return isRead;
    }

    // A decimal number with up to so many digits after the point, as a multiple of the last of them.
    private static bool TryReadDecimal(ReadOnlySpan<byte> token, int places, long maximum, out long value)
    {
        value = 0;
        int point = token.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? token : token[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : token[(point + 1)..];
        if (fraction.Length > places || (point >= 0 && places == 0)
            || !TokenText.TryReadNumber(whole, (ulong)maximum, out ulong number))
        {
            return false;
        }

        value = (long)number;
        for (int i = 0; i < places; i++)
        {
            int digit = i < fraction.Length ? fraction[i] - '0' : 0;
            if (digit is < 0 or > 9)
            {
                return false;
            }

            value = (value * 10) + digit;
        }

        return value <= maximum;
    }

    // RFC 1876 §2: a digit and a power of ten.
    private static byte EncodeSize(long centimetres)
    {
        int exponent = 0;
        while (centimetres > 9)
        {
            centimetres /= 10;
            exponent++;
        }

        return (byte)((centimetres << 4) | (uint)exponent);
    }
}
