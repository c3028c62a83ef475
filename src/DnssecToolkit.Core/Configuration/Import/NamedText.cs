using System.Text;
using DnssecToolkit.Diagnostics;

namespace DnssecToolkit.Configuration.Import;

/// <summary>Reads the text of named.conf into statements: words, quoted strings, braces, semicolons, three
/// kinds of comments.</summary>
internal sealed class NamedText
{
    private const int DeepestNesting = 16;

    private readonly string _text;
    private readonly string _file;
    private int _at;
    private int _line = 1;

    private NamedText(string text, string file)
    {
        _text = text;
        _file = file;
    }

    /// <summary>Reads a file's octets.</summary>
    /// <exception cref="RefusedTextException">It is no such text.</exception>
    internal static IReadOnlyList<NamedStatement> Read(ReadOnlySpan<byte> octets, string file) =>
        new NamedText(System.Text.Encoding.Latin1.GetString(octets), file).Statements(depth: 0);

    private List<NamedStatement> Statements(int depth)
    {
        List<NamedStatement> statements = [];
        while (true)
        {
            SkipBlanks();
            if (_at == _text.Length)
            {
                return depth == 0 ? statements : throw Refusal("a brace is not closed");
            }

            if (_text[_at] == '}')
            {
                _at++;
                return depth > 0 ? statements : throw Refusal("a brace is closed that was not opened");
            }

            if (_text[_at] == ';')
            {
                _at++;
                continue;
            }

            statements.Add(Statement(depth));
        }
    }

    private NamedStatement Statement(int depth)
    {
        SourceLocation place = new(_file, _line);
        List<string> words = [];
        IReadOnlyList<NamedStatement>? block = null;
        for (SkipBlanks(); _at < _text.Length && _text[_at] is not (';' or '}'); SkipBlanks())
        {
            if (_text[_at] == '{')
            {
                _at++;
                block = depth < DeepestNesting ? Statements(depth + 1)
                    : throw Refusal($"nested more than {DeepestNesting} deep", CheckCodes.ConfigLimit);
            }
            else
            {
                words.Add(Word());
            }
        }

        return _at < _text.Length
            ? new NamedStatement(place, words, block) : throw Refusal("the text ends within a statement");
    }

    private string Word()
    {
        int start = _at;
        if (_text[_at] != '"')
        {
            while (_at < _text.Length && !char.IsWhiteSpace(_text[_at])
                && _text[_at] is not (';' or '{' or '}' or '"'))
            {
                _at++;
            }

            return _text[start.._at];
        }

        StringBuilder word = new();
        for (_at++; _at < _text.Length && _text[_at] is not ('"' or '\n'); _at++)
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
            {
                _at++;
            }

            word.Append(_text[_at]);
        }

        if (_at == _text.Length || _text[_at] == '\n')
        {
            throw Refusal("a quoted string does not end in its line");
        }

        _at++;
        return word.ToString();
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _line += _text[_at++] == '\n' ? 1 : 0;
            }
            else if (_text[_at] == '#' || IsAt("//"))
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (IsAt("/*"))
            {
                SkipLongComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipLongComment()
    {
        int end = _text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Refusal("a comment is not closed");
        }

        _line += _text.AsSpan(_at, end - _at).Count('\n');
        _at = end + 2;
    }

    private bool IsAt(string mark) => string.CompareOrdinal(_text, _at, mark, 0, mark.Length) == 0;

    private RefusedTextException Refusal(string message, CheckCode? code = null) =>
        new(new Finding(code ?? CheckCodes.ConfigSyntax, new SourceLocation(_file, _line), message));
}
