using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.ZoneFiles;

/// <content>IPSECKEY, AMTRELAY, HIP and UNSPEC.</content>
internal ref partial struct RDataTextParser
{
    // RFC 4025 §3: precedence, gateway type, algorithm, gateway, key.
    private bool TryIpsecKey(string field)
    {
        if (!TryNumber("precedence", byte.MaxValue, 1) || !TryReadNumber("gateway type", 3, out ulong type)
            || !Put((byte)type) || !TryNumber("algorithm", byte.MaxValue, 1))
        {
            return false;
        }

        // BIND wants a key even for algorithm 0, which RFC 4025 §2.4 says has none.
        return TryGateway("gateway", type) && TryBase64Rest(field, isOptional: false);
    }

    // RFC 8777 §4.2: precedence, discovery bit, type, relay.
    private bool TryAmtRelay(string field)
    {
        if (!TryNumber("precedence", byte.MaxValue, 1)
            || !TryReadNumber("discovery bit", 1, out ulong discovery)
            || !TryReadNumber("relay type", 127, out ulong type) || !Put((byte)((discovery << 7) | type)))
        {
            return false;
        }

        return type <= 3 ? TryGateway(field, type) : Fail($"{field}: relay type {type} has no text form");
    }

    private bool TryGateway(string field, ulong type)
    {
        switch (type)
        {
            case 0:
                return NextText(field)
                    && (_scanner.Token.SequenceEqual("."u8) || Fail($"{field} {Quote()} is not '.'"));
            case 1:
                return TryIPv4(field);
            case 2:
                return TryIPv6(field);
            default:
                return TryName(field);
        }
    }

    // RFC 8005 §6: algorithm, tag in hex, key in base64 as one token, rendezvous servers.
    private bool TryHostIdentity(string field)
    {
        int place = _length;
        if (!TryReadNumber("public key algorithm", byte.MaxValue, out ulong algorithm)
            || !PutNumber(algorithm, 4)
            || !NextText("host identity tag"))
        {
            return false;
        }

        int tag = _length;
        if (_scanner.Token.Length > byte.MaxValue * 2)
        {
            return Fail("host identity tag is longer than 255 octets");
        }

        if (!PutHex("host identity tag", _scanner.Token) || !NextText("public key"))
        {
            return false;
        }

        int key = _length;
        if (!PutBase64("public key", _scanner.Token))
        {
            return false;
        }

        int keyOctets = _length - key;
        if (keyOctets > ushort.MaxValue)
        {
            return Fail(CheckCodes.ZoneFileTooLarge, "RDATA of over 65535 octets");
        }

        _output[place] = (byte)(key - tag);
        _output[place + 1] = (byte)algorithm;
        _output[place + 2] = (byte)(keyOctets >> 8);
        _output[place + 3] = (byte)(keyOctets & 0xFF);
        return TryNames(field);
    }

    private bool TryNames(string field)
    {
        while (true)
        {
            EntryScanner before = _scanner;
            TokenKind kind = _scanner.Next();
            _scanner = before;
            if (kind != TokenKind.Text)
            {
                return true; // TryEnd says what is wrong, if anything
            }

            if (!TryName(field))
            {
                return false;
            }
        }
    }

    // The old btoa program's form, which BIND keeps: data up to an x, their number, and three sums in hex.
    private bool TryBtoa(string field)
    {
        if (!NextText(field) || !HasRoom(_scanner.Token.Length * 4 + 4))
        {
            return false;
        }

        BtoaDecoder decoder = new(_output[_length..]);
        if (!decoder.TryRead(_scanner.Token) || !TryReadNumber("length", MaximumLength, out ulong octets)
            || !TryReadSum(out uint parity) || !TryReadSum(out uint sum) || !TryReadSum(out uint rotated))
        {
            return HasFault ? false : Fail($"{field} is not what btoa wrote");
        }

        _length += decoder.LengthFor(octets);
        return decoder.Matches(parity, sum, rotated) || Fail($"{field} does not match its sums");
    }

    private bool TryReadSum(out uint sum)
    {
        sum = 0;
        if (!NextText("sum"))
        {
            return false;
        }

        foreach (byte octet in _scanner.Token)
        {
            int digit = AddressText.HexValue(octet);
            if (digit < 0)
            {
                return Fail($"sum {Quote()} is not hex digits");
            }

            sum = unchecked(sum << 4) | (uint)digit;
        }

        return true;
    }
}
