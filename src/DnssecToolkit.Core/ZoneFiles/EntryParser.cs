using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.ZoneFiles;

/// <summary>Parses a stretch of text, entry by entry, into pages and findings.</summary>
/// <remarks>One is used by one thread, for one file.</remarks>
internal sealed partial class EntryParser
{
    /// <summary>Octets that can be read behind the text's end, so that whole blocks are looked at.</summary>
    public const int Padding = 64;

    private const int MostResumptions = 8;

    private readonly ReadContext _context;
    private readonly IncludeChain _chain;
    private readonly PageWriter _pages;
    private readonly ParserBuffers _buffers;
    private byte[] _buffer = [];
    private int _end;
    private bool _isFinal;
    private int _entry; // where the entry at hand begins
    private uint _line; // its line
    private int _resumptions;
    private ReaderState _state;
    private EntryFault _fault;
    private (uint Seconds, int Position) _excessive; // a TTL to warn of

    /// <summary>Makes a parser.</summary>
    /// <param name="context">What all stretches share.</param>
    /// <param name="chain">The file.</param>
    /// <param name="state">What the text before left.</param>
    /// <param name="buffers">The thread's.</param>
    public EntryParser(ReadContext context, IncludeChain chain, in ReaderState state, ParserBuffers buffers)
    {
        _context = context;
        _buffers = buffers;
        _chain = chain;
        _state = state;
        Output = new ParsedText();
        _pages = new PageWriter(chain.Name, Output, context, buffers);
        if (state.Owner is not null)
        {
            _pages.SetOwner(state.Owner);
        }
    }

    /// <summary>What came out so far; its last page only after <see cref="Finish"/>.</summary>
    public ParsedText Output { get; }

    /// <summary>The parts of the first state that were used before they were set here.</summary>
    public StateParts Used { get; private set; }

    /// <summary>The parts of the state that were set here.</summary>
    public StateParts Set { get; private set; }

    /// <summary>Whether the bound on memory ended the work.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Parses whole entries.</summary>
    /// <param name="buffer">The text.</param>
    /// <param name="end">Where it ends; <see cref="Padding"/> octets more can be read.</param>
    /// <param name="isFinal">Whether no text follows.</param>
    /// <param name="line">The line the text begins on.</param>
    /// <returns>Where the first entry that is not whole begins, or <paramref name="end"/>.</returns>
    public int Parse(byte[] buffer, int end, bool isFinal, uint line)
    {
        (_buffer, _end, _isFinal, _line) = (buffer, end, isFinal, line);
        _pages.Expect(end);
        int position = 0;
        while (position < end && !IsStopped)
        {
            position = ParseCommonLines(position);
            if (position >= end || IsStopped)
            {
                break;
            }

            _entry = position;
            int next = ParseEntry();
            if (next < 0)
            {
                break;
            }

            _line = unchecked(_line + (uint)buffer.AsSpan(position, next - position).Count((byte)'\n'));
            position = next;
        }

        _pages.EndText();
        return IsStopped ? end : position;
    }

    /// <summary>Ends the last page.</summary>
    /// <returns>What this text leaves to the next.</returns>
    public ReaderState Finish()
    {
        _state.Owner = _pages.HasOwner ? _pages.Owner.ToArray() : null;
        _pages.Close();
        return _state;
    }

    /// <summary>The line of the first entry not parsed.</summary>
    public uint Line => _line;

    /// <summary>Reports a fault at a place in the buffer.</summary>
    public void Report(CheckCode code, int position, string message, string? hint = null)
    {
        if (!Output.Wants(code))
        {
            Output.Omit(code);
            return;
        }

        ReadOnlySpan<byte> before = _buffer.AsSpan(_entry, position - _entry);
        int line = (int)Math.Min(int.MaxValue - before.Length, _line) + before.Count((byte)'\n');
        int column = position - (_entry + before.LastIndexOf((byte)'\n'));
        Output.Add(new Finding(code, new SourceLocation(_chain.Name, line, column), message) { Hint = hint });
    }

    /// <summary>Reports that the file is no zone text.</summary>
    public void Refuse(CheckCode code, string message, string? hint)
    {
        (_entry, _line, IsStopped) = (0, 1, true);
        Report(code, 0, message, hint);
    }

    /// <summary>Warns that the last line has no line feed.</summary>
    public void WarnOfMissingLineFeed()
    {
        if (Output.Wants(CheckCodes.ZoneFileUnfinished))
        {
            SourceLocation location = new(_chain.Name, (int)Math.Min(int.MaxValue, _line));
            Output.Add(new Finding(
                CheckCodes.ZoneFileUnfinished, location,
                "the last line has no line feed: is the file whole?"));
        }
    }

    /// <summary>Reports that an entry is too long, and skips its first line.</summary>
    /// <param name="open">What there is of the entry.</param>
    /// <returns>The octets skipped: of <paramref name="open"/> all where reading ends.</returns>
    public int GiveUpEntry(ReadOnlySpan<byte> open)
    {
        _entry = 0;
        Report(CheckCodes.ZoneFileTooLarge, 0,
            $"an entry of over {_context.Options.EntryLimit} octets: is a parenthesis not closed?");
        int line = open.IndexOf((byte)'\n');
        IsStopped = line < 0 || ++_resumptions > MostResumptions;
        _line++;
        return IsStopped ? open.Length : line + 1;
    }

    // Gives where the next entry begins, or -1 where this one is not whole.
    private int ParseEntry()
    {
        EntryScanner scanner = new(_buffer.AsSpan(0, _end), _entry, _isFinal);
        bool isBlank = _buffer[_entry] is (byte)' ' or (byte)'\t';
        TokenKind kind = scanner.Next();
        if (kind == TokenKind.EndOfEntry)
        {
            return scanner.Position;
        }

        (_fault, _excessive) = (default, default);
        bool isGood = scanner.IsCharacters && (isBlank ? TryBlankOwner() && TryRecord(ref scanner)
            : scanner.Token.StartsWith((byte)'$') ? TryDirective(ref scanner)
            : TryOwner(ref scanner) && TryRecord(ref scanner));
        return isGood ? scanner.Position : Recover(ref scanner);
    }

    private bool TryBlankOwner()
    {
        Use(StateParts.Owner);
        if (!_pages.HasOwner)
        {
            return Fail(CheckCodes.ZoneFileOwner, _entry,
                "the line begins with white space, but no owner stands before it");
        }

        return true;
    }

    private bool TryOwner(ref EntryScanner scanner)
    {
        if (!TryName(ref scanner, "owner", _state.Origin, out int length))
        {
            return false;
        }

        _pages.SetOwner(_buffers.Name.AsSpan(0, length));
        Set |= StateParts.Owner;
        return true;
    }

    // Reads the scanner's token into the buffer for names.
    private bool TryName(ref EntryScanner scanner, string what, byte[] origin, out int length)
    {
        ReadOnlySpan<byte> token = scanner.Token;
        length = 0;
        bool isAbsolute = !token.IsEmpty && token[^1] == (byte)'.' && !scanner.HasEscape;
        if (!isAbsolute)
        {
            Use(StateParts.Origin);
        }

        NameTextStatus status = NameText.Read(token, origin, _buffers.Name, out length);
        if (status != NameTextStatus.Done)
        {
            return Fail(CheckCodes.ZoneFileName, scanner.TokenStart,
                $"{what} {TokenText.Quote(token)}: {NameText.Explain(status)}");
        }

        // Without an origin a relative name has no final zero.
        if (!isAbsolute && origin.Length == 0 && !WireName.TryMeasure(_buffers.Name.AsSpan(0, length), out _))
        {
            return Fail(CheckCodes.ZoneFileOrigin, scanner.TokenStart,
                $"{what} {TokenText.Quote(token)} is relative and no origin is known");
        }

        return true;
    }

    private void Use(StateParts parts) => Used |= parts & ~Set;

    private bool Fail(CheckCode code, int position, string message)
    {
        _fault = new EntryFault(code, position, message);
        return false;
    }

    /// <summary>What is wrong, where the scanner may have met it: that matters more than what the parser made
    /// of it.</summary>
    public static EntryFault Explain(in EntryScanner scanner, in EntryFault fault) => scanner.Kind switch
    {
        TokenKind.StrayParenthesis => new EntryFault(
            CheckCodes.ZoneFileParenthesis, scanner.TokenStart, "')' without '(' before it"),
        TokenKind.UnclosedQuote => new EntryFault(
            CheckCodes.ZoneFileQuote, scanner.TokenStart, "the quote is not closed on its line"),
        TokenKind.Nul => new EntryFault(CheckCodes.ZoneFileSyntax, scanner.TokenStart, "a NUL octet"),
        TokenKind.UnclosedParenthesis => new EntryFault(
            CheckCodes.ZoneFileParenthesis, scanner.TokenStart, "the parenthesis is not closed"),
        _ => fault,
    };

    // Reports the fault and goes to the next entry.
    private int Recover(ref EntryScanner scanner)
    {
        EntryFault fault = Explain(scanner, _fault);
        bool isOpen = scanner.Skip() == TokenKind.UnclosedParenthesis;
        if (scanner.Kind == TokenKind.Incomplete)
        {
            return -1;
        }

        Report(fault.Code, fault.Position, fault.Message);
        if (!isOpen)
        {
            return scanner.Position;
        }

        if (fault.Code != CheckCodes.ZoneFileParenthesis)
        {
            EntryFault open = Explain(scanner, fault);
            Report(open.Code, open.Position, open.Message);
        }

        return ResumeAfterOpenParenthesis();
    }

    // The closing parenthesis was probably forgotten on the first line, so what follows is parsed for its own
    // faults; not without end, for a text of opening parentheses would be read as often as it has lines.
    private int ResumeAfterOpenParenthesis()
    {
        int line = _buffer.AsSpan(_entry, _end - _entry).IndexOf((byte)'\n');
        return line < 0 || ++_resumptions > MostResumptions ? _end : _entry + line + 1;
    }
}
