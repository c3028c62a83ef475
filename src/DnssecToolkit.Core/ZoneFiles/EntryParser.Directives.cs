using System.Text;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.ZoneFiles;

/// <content>Directives.</content>
internal sealed partial class EntryParser
{
    // The scanner stands at the directive's name.
    private bool TryDirective(ref EntryScanner scanner)
    {
        ReadOnlySpan<byte> name = scanner.Token;
        if (Ascii.EqualsIgnoreCase(name, "$ORIGIN"u8))
        {
            return TryOriginDirective(ref scanner);
        }

        if (Ascii.EqualsIgnoreCase(name, "$TTL"u8))
        {
            return TryTtlDirective(ref scanner);
        }

        if (Ascii.EqualsIgnoreCase(name, "$INCLUDE"u8))
        {
            return TryIncludeDirective(ref scanner);
        }

        if (Ascii.EqualsIgnoreCase(name, "$GENERATE"u8))
        {
            return TryGenerateDirective(ref scanner);
        }

        // BIND writes and reads $DATE in its own dumps; it says nothing about records.
        return Ascii.EqualsIgnoreCase(name, "$DATE"u8)
            ? TryDateDirective(ref scanner)
            : Fail(CheckCodes.ZoneFileDirective, scanner.TokenStart,
                $"{TokenText.Quote(name)} is not a directive");
    }

    private bool TryOriginDirective(ref EntryScanner scanner)
    {
        if (!TryArgument(ref scanner, "the origin")
            || !TryName(ref scanner, "origin", _state.Origin, out int length))
        {
            return false;
        }

        byte[] origin = _buffers.Name.AsSpan(0, length).ToArray();
        if (!TryEnd(ref scanner))
        {
            return false;
        }

        _state.Origin = origin;
        Set |= StateParts.Origin;
        return true;
    }

    private bool TryTtlDirective(ref EntryScanner scanner)
    {
        if (!TryArgument(ref scanner, "the TTL"))
        {
            return false;
        }

        if (!TtlText.TryRead(scanner.Token, out uint seconds))
        {
            return Fail(CheckCodes.ZoneFileTtl, scanner.TokenStart,
                $"{TokenText.Quote(scanner.Token)} is not a TTL such as 3600 or 1h");
        }

        seconds = LimitTtl(seconds, scanner.TokenStart);
        if (!TryEnd(ref scanner))
        {
            return false;
        }

        ReportExcessiveTtl();
        _state.DefaultTtl = seconds;
        Set |= StateParts.DefaultTtl;
        return true;
    }

    private bool TryDateDirective(ref EntryScanner scanner) =>
        TryArgument(ref scanner, "the date") && TryEnd(ref scanner);

    private bool TryIncludeDirective(ref EntryScanner scanner)
    {
        scanner.Next();
        if (!scanner.IsCharacters || scanner.Token.IsEmpty)
        {
            return Fail(CheckCodes.ZoneFileSyntax, scanner.TokenStart, "the file to include is missing");
        }

        byte[] path = _buffers.Scratch.Grow(scanner.Token.Length);
        int position = scanner.TokenStart;
        if (!TokenText.TryUnescape(scanner.Token, path, out int length))
        {
            return Fail(CheckCodes.ZoneFileSyntax, position, "the file's name has a bad escape");
        }

        string file = System.Text.Encoding.UTF8.GetString(path, 0, length);
        byte[] origin = _state.Origin;
        if (scanner.Next() == TokenKind.Text)
        {
            if (!TryName(ref scanner, "origin", origin, out int nameLength))
            {
                return false;
            }

            origin = _buffers.Name.AsSpan(0, nameLength).ToArray();
            scanner.Next();
        }

        return scanner.Kind == TokenKind.EndOfEntry
            ? TryInclude(file, origin, position)
            : FailExtra(scanner);
    }

    // RFC 1035 §5.1: what the file does to origin and owner ends with it; TTLs stay, as in BIND.
    private bool TryInclude(string file, byte[] origin, int position)
    {
        if (!IncludeResolver.TryResolve(_context, _chain, file, out IncludeChain? chain, out string? fault))
        {
            return Fail(CheckCodes.ZoneFileInclude, position, fault);
        }

        if (!_context.TryChargeInclude())
        {
            return Fail(CheckCodes.ZoneFileInclude, position,
                $"files are included more than {_context.Options.IncludeLimit} times");
        }

        // What the file uses of this state is not tracked: all of it.
        Use(StateParts.Origin | StateParts.Owner | StateParts.DefaultTtl | StateParts.LastTtl);
        byte[] owner = _pages.Owner.ToArray();
        _pages.Close();
        Output.Files.Add(chain.Name);
        ReaderState inner = _state with { Origin = origin, Owner = owner.Length == 0 ? null : owner };
        if (!TryReadIncluded(chain, ref inner, out fault))
        {
            return Fail(CheckCodes.ZoneFileInclude, position, fault);
        }

        _state.DefaultTtl = inner.DefaultTtl;
        _state.LastTtl = inner.LastTtl;
        Set |= StateParts.DefaultTtl | StateParts.LastTtl;
        return true;
    }

    private bool TryReadIncluded(IncludeChain chain, ref ReaderState inner, out string fault)
    {
        fault = "";
        try
        {
            using FileTextSource source = new(chain.RealPath!, _context.Stop);
            if (!_context.TryChargeText(chain.RealPath!, source.Length))
            {
                fault = "the same files are included so often that they make more than 16 times their text";
                return false;
            }

            ParsedText text = new TextReading(_context, chain, source).Read(ref inner);
            Output.IncludedOctets += source.Position;
            Output.Append(text);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = $"cannot read {TokenText.Quote(System.Text.Encoding.UTF8.GetBytes(chain.Name))}: {exception.Message}";
            return false;
        }
    }

    // One argument; quotes are for file names only.
    private bool TryArgument(ref EntryScanner scanner, string what) => scanner.Next() == TokenKind.Text
        || Fail(CheckCodes.ZoneFileSyntax, scanner.TokenStart,
            scanner.Kind == TokenKind.Quoted ? $"{what} must not be in quotes" : $"{what} is missing");

    private bool TryEnd(ref EntryScanner scanner) =>
        scanner.Next() == TokenKind.EndOfEntry || FailExtra(scanner);

    private bool FailExtra(in EntryScanner scanner) => Fail(CheckCodes.ZoneFileSyntax, scanner.TokenStart,
        $"{TokenText.Quote(scanner.Token)} is more than the directive takes");
}
