using System.Collections.Immutable;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Schedule;

/// <summary>Reads the lines of a keyindex once, from its first octet to its last.</summary>
internal sealed class KeyIndexReader(string? file, FindingList findings)
{
    // A file of 1000 zones with 60 keys each is 6 MB.
    private const int MostOctets = 64 << 20;
    private const int MostRows = 200_000;
    private const int MostRowsOfAZone = 1_000; // eighty years of a ZSK each month; what looks at pairs of keys stays quick
    private const int MostOctetsInALine = 8_192;

    private readonly ImmutableArray<KeyIndexLine>.Builder _lines =
        ImmutableArray.CreateBuilder<KeyIndexLine>();
    private readonly Dictionary<(DomainName Zone, DnssecAlgorithm Algorithm, int Tag), int> _rows = [];
    private readonly Dictionary<DomainName, int> _rowsOfZones = [];
    private bool _hasHeader;
    private bool _lacksHeader;
    private int _line;

    /// <summary>Reads the lines; stops at the bounds.</summary>
    internal ImmutableArray<KeyIndexLine> Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length > MostOctets)
        {
            findings.Add(new Finding(CheckCodes.KeyIndexLimit, new(file),
                $"the file is larger than {MostOctets >> 20} MiB"));
            return [];
        }

        ReadOnlySpan<char> text = System.Text.Encoding.Latin1.GetString(octets);
        while (!text.IsEmpty)
        {
            int end = text.IndexOf('\n') + 1;
            string line = new(end == 0 ? text : text[..end]);
            text = text[line.Length..];
            _line++;
            _lines.Add(ReadLine(line));
            if (_rows.Count == MostRows && !text.IsEmpty)
            {
                findings.Add(new Finding(CheckCodes.KeyIndexLimit, new(file, _line),
                    $"more than {MostRows} rows"));
                break;
            }
        }

        return _lines.ToImmutable();
    }

    private KeyIndexLine ReadLine(string line)
    {
        if (line.Length > MostOctetsInALine)
        {
            findings.Add(new Finding(CheckCodes.KeyIndexLimit, new(file, _line),
                $"a line of more than {MostOctetsInALine} octets"));
            return new KeyIndexLine(line, [], null);
        }

        ImmutableArray<Range> words = KeyIndexLine.Split(line);
        if (words.IsEmpty || IsHeader(line, words))
        {
            return new KeyIndexLine(line, words, null);
        }

        if (!_hasHeader && !_lacksHeader)
        {
            _lacksHeader = true;
            findings.Add(new Finding(CheckCodes.KeyIndexHeader, new(file, _line), "a row before the header line")
            {
                Hint = $"begin with: {KeyIndex.Header}",
            });
        }

        KeyIndexEntry? entry = new KeyIndexRowReader(line, words, new(file, _line), findings).Read();
        return new KeyIndexLine(line, words, entry is not null && IsFirst(entry) ? entry : null);
    }

    // "dn type alg tag    publish date   start date   end date      remove date"; the word "date" may be left out.
    private bool IsHeader(string line, ImmutableArray<Range> words)
    {
        if (!line.AsSpan()[words[0]].Equals("dn", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string names = string.Join(' ', words.Select(word => line[word].ToLowerInvariant())
            .Where(word => word != "date"));
        if (names != KeyIndex.Header)
        {
            findings.Add(new Finding(CheckCodes.KeyIndexHeader, new(file, _line, words[0].Start.Value + 1), "the columns are others")
            {
                Hint = $"the columns are: {KeyIndex.Header}",
            });
        }

        _hasHeader = true;
        return true;
    }

    private bool IsWithinTheZonesBound(KeyIndexEntry entry)
    {
        int count = _rowsOfZones.GetValueOrDefault(entry.Zone) + 1;
        _rowsOfZones[entry.Zone] = count;
        if (count > MostRowsOfAZone)
        {
            findings.Add(new Finding(CheckCodes.KeyIndexLimit, entry.Location, $"more than {MostRowsOfAZone} rows of {KeyIndexText.Zone(entry.Zone)}")
            {
                Hint = "move the rows of keys that are long gone to another file",
            });
        }

        return count <= MostRowsOfAZone;
    }

    private bool IsFirst(KeyIndexEntry entry)
    {
        if (_rows.TryAdd((entry.Zone, entry.Algorithm, entry.Tag), _line))
        {
            return IsWithinTheZonesBound(entry);
        }

        int first = _rows[(entry.Zone, entry.Algorithm, entry.Tag)];
        findings.Add(new Finding(CheckCodes.KeyIndexDuplicate, entry.Location,
            $"{entry} has a row already, in line {first}"));
        return false;
    }
}
