namespace DnssecToolkit.Records;

/// <content>NAPTR's substitution expressions.</content>
internal static partial class RDataFieldMeasure
{
    // RFC 3402 §3.2: delim ERE delim repl delim *flag. As in BIND, NUL stands nowhere, the delimiter is no
    // digit, backslash or flag, and the replacement refers to groups that there are; of the expression only
    // its parentheses are looked at.
    private static int Regexp(ReadOnlySpan<byte> rest)
    {
        int length = CountedOctets(rest);
        if (length <= 1)
        {
            return length;
        }

        ReadOnlySpan<byte> text = rest[1..length];
        byte delimiter = text[0];
        if (text.Contains((byte)0) || delimiter is (byte)'\\' or (byte)'i' or (>= (byte)'0' and <= (byte)'9'))
        {
            return Invalid;
        }

        text = text[1..];
        int expression = EndOfExpression(text, delimiter, out int groups);
        if (expression <= 0)
        {
            return Invalid;
        }

        text = text[(expression + 1)..];
        int replacement = EndOfReplacement(text, delimiter, groups);
        bool isValid = replacement >= 0 && !text[(replacement + 1)..].ContainsAnyExcept((byte)'i');
        return isValid ? length : Invalid;
    }

    private static int EndOfExpression(ReadOnlySpan<byte> text, byte delimiter, out int groups)
    {
        groups = 0;
        int open = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == delimiter)
            {
                return open == 0 ? i : Invalid;
            }

            groups += octet == (byte)'(' ? 1 : 0;
            open += octet == (byte)'(' ? 1 : octet == (byte)')' && open > 0 ? -1 : 0; // a ')' too many stands for itself
            i += octet == (byte)'\\' ? 1 : 0;
        }

        return Invalid;
    }

    private static int EndOfReplacement(ReadOnlySpan<byte> text, byte delimiter, int groups)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == delimiter)
            {
                return i;
            }

            if (text[i] == (byte)'\\' && ++i < text.Length && char.IsAsciiDigit((char)text[i])
                && (text[i] == (byte)'0' || text[i] - '0' > groups))
            {
                return Invalid;
            }
        }

        return Invalid;
    }
}
