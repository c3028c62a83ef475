using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;

namespace DnssecToolkit.ZoneFiles;

/// <content>Character-strings and what is made of them.</content>
internal ref partial struct RDataTextParser
{
    private bool TryCharacterString(string field, bool isOptional)
    {
        EntryScanner before = _scanner;
        if (isOptional && _scanner.Next() == TokenKind.EndOfEntry)
        {
            StepBack(before);
            return true;
        }

        StepBack(before);
        return NextString(field) && PutCharacterString(field);
    }

    private bool TryCharacterStrings(string field)
    {
        if (!TryCharacterString(field, isOptional: false))
        {
            return false;
        }

        while (true)
        {
            EntryScanner before = _scanner;
            _scanner.Next();
            if (!_scanner.IsCharacters)
            {
                StepBack(before);
                return true; // TryEnd says what is wrong, if anything
            }

            if (!PutCharacterString(field))
            {
                return false;
            }
        }
    }

    // The last token as a length octet and the octets.
    private bool PutCharacterString(string field)
    {
        int place = _length;
        if (!Put(0) || !PutUnescaped(field))
        {
            return false;
        }

        int octets = _length - place - 1;
        if (octets > byte.MaxValue)
        {
            return Fail($"{field} has {octets} octets, over 255");
        }

        _output[place] = (byte)octets;
        return true;
    }

    private bool PutUnescaped(string field)
    {
        ReadOnlySpan<byte> token = _scanner.Token;
        if (!_scanner.HasEscape)
        {
            return Put(token);
        }

        // Escapes only shorten, but what they shorten may be four times as long as RDATA may be.
        byte[] unescaped = _scratch.Grow(token.Length);
        return TokenText.TryUnescape(token, unescaped, out int length)
            ? Put(unescaped.AsSpan(0, length))
            : Fail($@"{field}: a bad escape: \DDD takes three digits up to 255");
    }

    // RFC 1183 §3.1: an X.121 address has four digits at least.
    private bool TryDigitString(string field)
    {
        int place = _length;
        if (!TryCharacterString(field, isOptional: false))
        {
            return false;
        }

        ReadOnlySpan<byte> digits = _output[(place + 1).._length];
        return (digits.Length >= 4 && IsNumber(digits))
            || Fail($"{field} {Quote()} is not four digits or more");
    }

    // RFC 1712 §3: a decimal number with an optional sign; BIND does not look at it.
    private bool TryDecimalString(string field) => TryCharacterString(field, isOptional: false);

    private bool TryTag(string field)
    {
        if (!NextText(field))
        {
            return false;
        }

        ReadOnlySpan<byte> tag = _scanner.Token;
        foreach (byte octet in tag)
        {
            if (!char.IsAsciiLetterOrDigit((char)octet))
            {
                return Fail($"{field} {Quote()} has something else than letters and digits");
            }
        }

        return tag.Length > byte.MaxValue
            ? Fail($"{field} is longer than 255 octets")
            : Put((byte)tag.Length) && Put(tag);
    }

    private bool TryQuotedRest(string field)
    {
        int place = _length;
        if (!NextString(field))
        {
            return false;
        }

        // BIND takes a CAA's value without quotes, but not a URI's target.
        if (_type == RRType.URI && _scanner.Kind != TokenKind.Quoted)
        {
            return Fail($"{field} must be in quotes");
        }

        if (!PutUnescaped(field))
        {
            return false;
        }

        return _length <= MaximumLength || _length == place
            || Fail(CheckCodes.ZoneFileTooLarge, "RDATA of over 65535 octets");
    }
}
