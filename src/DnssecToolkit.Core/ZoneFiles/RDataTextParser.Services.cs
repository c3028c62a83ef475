using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.ZoneFiles;

/// <content>SVCB's parameters (RFC 9460 §2.1 and appendix A).</content>
internal ref partial struct RDataTextParser
{
    private const int MostParameters = 4096;
    private const ushort InvalidKey = 65535;

    // In lower case only, as BIND has them.
    private static readonly byte[][] ParameterKeys =
    [
        .. "mandatory alpn no-default-alpn port ipv4hint ech ipv6hint dohpath ohttp"
            .Split(' ').Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    private bool TrySvcParams(string field)
    {
        int start = _length;
        List<ServiceParameter> parameters = [];
        while (HasMoreText(field, out _))
        {
            if (parameters.Count == MostParameters)
            {
                return Fail($"{field}: over {MostParameters} of them");
            }

            if (!TrySvcParam(parameters))
            {
                return false;
            }
        }

        if (HasFault)
        {
            return false;
        }

        StepBackFromEnd();
        return TryArrange(parameters, start) && CheckMandatory(parameters, start);
    }

    // key, key=value or key="value"; the value is written at once, and put in order of the keys later.
    private bool TrySvcParam(List<ServiceParameter> parameters)
    {
        ReadOnlySpan<byte> token = _scanner.Token;
        int equals = token.IndexOf((byte)'=');
        ReadOnlySpan<byte> name = equals < 0 ? token : token[..equals];
        if (!TryReadParameterKey(name, out ushort key))
        {
            return Fail($"parameter {TokenText.Quote(name)} is not known");
        }

        ReadOnlySpan<byte> value = equals < 0 ? default : token[(equals + 1)..];
        bool hasValue = equals >= 0;
        if (hasValue && value.IsEmpty)
        {
            EntryScanner before = _scanner;
            int end = _scanner.TokenEnd;
            if (_scanner.Next() == TokenKind.Quoted && _scanner.TokenStart == end + 1)
            {
                value = _scanner.Token;
            }
            else
            {
                _scanner = before;
            }
        }

        int place = _length;
        byte[] unescaped = _scratch.Grow(value.Length);
        if (!TokenText.TryUnescape(value, unescaped, out int length))
        {
            return Fail($"parameter {TokenText.Quote(name)}: a bad escape");
        }

        bool isGood = PutParameterValue(key, hasValue, unescaped.AsSpan(0, length), name);
        parameters.Add(new ServiceParameter(key, place, _length - place));
        return isGood;
    }

    private bool PutParameterValue(ushort key, bool hasValue, ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> name)
    {
        bool isGood = key switch
        {
            0 => !value.IsEmpty && PutMandatory(value),
            1 => !value.IsEmpty && PutProtocols(value),
            2 or 8 => !hasValue,
            3 => TokenText.TryReadNumber(value, ushort.MaxValue, out ulong port) && PutNumber(port, 2),
            4 => !value.IsEmpty && PutHints(value, isIPv6: false),
            5 => value.IsEmpty || PutBase64("ech", value),
            6 => !value.IsEmpty && PutHints(value, isIPv6: true),
            7 => IsPathTemplate(value) && Put(value),
            _ => Put(value),
        };
        return isGood || (HasFault ? false
            : Fail($"parameter {TokenText.Quote(name)} must not have the value {TokenText.Quote(value)}"));
    }

    // RFC 9460 §8: keys in ascending order, each once, not "mandatory" itself.
    private bool PutMandatory(ReadOnlySpan<byte> value)
    {
        List<ushort> keys = [];
        foreach (Range part in value.Split((byte)','))
        {
            if (!TryReadParameterKey(value[part], out ushort key) || key == 0 || keys.Contains(key)
                || keys.Count > 1024)
            {
                return false;
            }

            keys.Add(key);
        }

        keys.Sort();
        foreach (ushort key in keys)
        {
            if (!PutNumber(key, 2))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 9460 §7.1.1 and appendix A.1: commas between, and a backslash (beyond those of the zone file)
    // before , and \.
    private bool PutProtocols(ReadOnlySpan<byte> value)
    {
        int place = _length;
        if (!Put(0))
        {
            return false;
        }

        for (int i = 0; i <= value.Length; i++)
        {
            if (i == value.Length || value[i] == (byte)',')
            {
                int octets = _length - place - 1;
                if (octets is 0 or > byte.MaxValue)
                {
                    return false;
                }

                _output[place] = (byte)octets;
                place = _length;
                if (i < value.Length && !Put(0))
                {
                    return false;
                }

                continue;
            }

            i += value[i] == (byte)'\\' ? 1 : 0;
            if (i == value.Length || !Put(value[i]))
            {
                return false;
            }
        }

        return true;
    }

    private bool PutHints(ReadOnlySpan<byte> value, bool isIPv6)
    {
        Span<byte> octets = stackalloc byte[16];
        foreach (Range part in value.Split((byte)','))
        {
            uint address = 0;
            bool isGood = isIPv6
                ? AddressText.TryReadIPv6(value[part], octets) && Put(octets)
                : AddressText.TryReadIPv4(value[part], out address) && PutNumber(address, 4);
            if (!isGood)
            {
                return false;
            }
        }

        return true;
    }

    // RFC 9461 §5: a relative URI template in UTF-8 with the variable "dns".
    private static bool IsPathTemplate(ReadOnlySpan<byte> value) =>
        value.StartsWith((byte)'/') && value.IndexOf("{?dns}"u8) >= 0
            && System.Text.Unicode.Utf8.IsValid(value);

    private static bool TryReadParameterKey(ReadOnlySpan<byte> name, out ushort key)
    {
        key = 0;
        for (ushort i = 0; i < ParameterKeys.Length; i++)
        {
            if (name.SequenceEqual(ParameterKeys[i]))
            {
                key = i;
                return true;
            }
        }

        bool isNumbered = name.Length is > 3 and <= 8 && name.StartsWith("key"u8)
            && TokenText.TryReadNumber(name[3..], InvalidKey, out ulong number)
            && (name[3] != (byte)'0' || name.Length == 4)
            && (key = (ushort)number) == number;
        return isNumbered;
    }

    // The values stand in the order of the text; this puts keys, lengths and values in order of the keys.
    private bool TryArrange(List<ServiceParameter> parameters, int start)
    {
        byte[] values = _output[start.._length].ToArray();
        parameters.Sort((left, right) => left.Key.CompareTo(right.Key));
        _length = start;
        int previous = -1;
        foreach (ServiceParameter parameter in parameters)
        {
            if (parameter.Key == previous)
            {
                return Fail($"parameter key {parameter.Key} comes twice");
            }

            previous = parameter.Key;
            if (parameter.Length > ushort.MaxValue)
            {
                return Fail(CheckCodes.ZoneFileTooLarge, "RDATA of over 65535 octets");
            }

            if (!PutNumber(parameter.Key, 2) || !PutNumber((ulong)parameter.Length, 2)
                || !Put(values.AsSpan(parameter.Place - start, parameter.Length)))
            {
                return false;
            }
        }

        return true;
    }

    // RFC 9460 §8 and §7.1.1: what is mandatory is there, and no-default-alpn needs alpn.
    private bool CheckMandatory(List<ServiceParameter> parameters, int start)
    {
        bool Has(int key) => parameters.Exists(parameter => parameter.Key == key);
        if (Has(2) && !Has(1))
        {
            return Fail("no-default-alpn stands without alpn");
        }

        if (!Has(0))
        {
            return true;
        }

        int length = parameters[0].Length;
        ReadOnlySpan<byte> mandatory = _output.Slice(start + 4, length);
        for (int i = 0; i < length; i += 2)
        {
            int key = (mandatory[i] << 8) | mandatory[i + 1];
            if (!Has(key))
            {
                return Fail($"parameter key {key} is mandatory but missing");
            }
        }

        return true;
    }

    private readonly record struct ServiceParameter(ushort Key, int Place, int Length);
}
