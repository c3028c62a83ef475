namespace DnssecToolkit.ZoneFiles;

/// <summary>Cuts an entry (a record or directive, over several lines where it has parentheses) into tokens,
/// as BIND's lexer does.</summary>
/// <remarks>A copy is a place to come back to: <c>EntryScanner before = scanner;</c>.</remarks>
/// <param name="text">The buffer.</param>
/// <param name="start">Where the entry begins.</param>
/// <param name="isFinal">Whether no text follows the buffer.</param>
internal ref struct EntryScanner(ReadOnlySpan<byte> text, int start, bool isFinal)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private readonly bool _isFinal = isFinal;
    private int _depth;

    /// <summary>The next octet to be looked at.</summary>
    public int Position { get; private set; } = start;

    /// <summary>The kind of the last token.</summary>
    public TokenKind Kind { get; private set; }

    /// <summary>Where the last token began, the quote not counted; for other kinds the place of what is
    /// wrong.</summary>
    public int TokenStart { get; private set; } = start;

    /// <summary>Where the last token ended, the quote not counted.</summary>
    public int TokenEnd { get; private set; }

    /// <summary>Whether the last token has a backslash.</summary>
    public bool HasEscape { get; private set; }

    /// <summary>Where the outermost open parenthesis is.</summary>
    public int OpenedAt { get; private set; }

    /// <summary>The last token's octets, escapes as they stand.</summary>
    public readonly ReadOnlySpan<byte> Token => _text[TokenStart..TokenEnd];

    /// <summary>Whether the last token is characters, quoted or not.</summary>
    public readonly bool IsCharacters => Kind is TokenKind.Text or TokenKind.Quoted;

    /// <summary>Goes to the next token.</summary>
    public TokenKind Next()
    {
        Kind = Scan();
        return Kind;
    }

    /// <summary>Goes to the entry's end, whatever stands there.</summary>
    /// <returns><see cref="TokenKind.EndOfEntry"/>, <see cref="TokenKind.Incomplete"/> or
    /// <see cref="TokenKind.UnclosedParenthesis"/>.</returns>
    public TokenKind Skip()
    {
        while (Kind is not (TokenKind.EndOfEntry or TokenKind.Incomplete or TokenKind.UnclosedParenthesis))
        {
            Next();
        }

        return Kind;
    }

    private TokenKind Scan()
    {
        int position = Position;
        while (position < _text.Length)
        {
            byte octet = _text[position];
            switch (octet)
            {
                case (byte)' ' or (byte)'\t':
                    position++;
                    break;
                case (byte)'\r' or (byte)'\n':
                    int next = SkipLineEnd(position);
                    if (_depth == 0)
                    {
                        return Stop(TokenKind.EndOfEntry, position, next);
                    }

                    position = next;
                    break;
                case (byte)';':
                    int length = _text[position..].IndexOf((byte)'\n');
                    position = length < 0 ? _text.Length : position + length;
                    break;
                case (byte)'(':
                    OpenedAt = _depth++ == 0 ? position : OpenedAt;
                    position++;
                    break;
                case (byte)')' when _depth == 0:
                    return Stop(TokenKind.StrayParenthesis, position, position + 1);
                case (byte)')':
                    _depth--;
                    position++;
                    break;
                case (byte)'"':
                    return ScanQuoted(position + 1);
                case 0:
                    return Stop(TokenKind.Nul, position, position + 1);
                default:
                    return ScanText(position);
            }
        }

        return StopAtEnd(position);
    }

    private TokenKind ScanText(int position)
    {
        int end = TextClass.FindTokenEnd(_text, position, out bool hasEscape);
        if (end == _text.Length && !_isFinal)
        {
            return Stop(TokenKind.Incomplete, end, end);
        }

        HasEscape = hasEscape;
        TokenStart = position;
        TokenEnd = end;
        Position = end;
        return TokenKind.Text;
    }

    private TokenKind ScanQuoted(int start)
    {
        int position = start;
        HasEscape = false;
        while (true)
        {
            int found = position < _text.Length
                ? _text[position..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n') : -1;
            if (found < 0)
            {
                return Stop(_isFinal
                    ? TokenKind.UnclosedQuote : TokenKind.Incomplete, start - 1, _text.Length);
            }

            position += found;
            if (_text[position] == (byte)'\\')
            {
                HasEscape = true;
                position += 2; // BIND lets a backslash escape even the line's end here
                continue;
            }

            TokenStart = start;
            TokenEnd = position;
            Position = position + 1;
            return _text[position] == (byte)'"'
                ? TokenKind.Quoted
                : Stop(TokenKind.UnclosedQuote, start - 1, position);
        }
    }

    // A carriage return ends a line with a line feed after it and, as in BIND, without.
    private readonly int SkipLineEnd(int position) =>
        _text[position] == (byte)'\r' && position + 1 < _text.Length && _text[position + 1] == (byte)'\n'
            ? position + 2 : position + 1;

    private TokenKind StopAtEnd(int position) => (_isFinal, _depth) switch
    {
        (false, _) => Stop(TokenKind.Incomplete, position, position),
        (true, 0) => Stop(TokenKind.EndOfEntry, position, position),
        (true, _) => Stop(TokenKind.UnclosedParenthesis, OpenedAt, position),
    };

    private TokenKind Stop(TokenKind kind, int at, int next)
    {
        TokenStart = at;
        TokenEnd = at;
        Position = next;
        return kind;
    }
}
