using System.Collections.Immutable;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;

namespace DnssecToolkit.Schedule;

/// <summary>The file that says which keys zones have and when each is published, used and removed;
/// immutable.</summary>
/// <remarks>The only truth about keys: states are computed from it (docs/keyindex.md). What is not changed is
/// written as it was read, octet for octet: comments, order, spacing, ends of lines.</remarks>
public sealed class KeyIndex
{
    /// <summary>The header line that a new keyindex begins with.</summary>
    public const string Header = "dn type alg tag publish start end remove";

    private readonly ImmutableArray<KeyIndexLine> _lines;
    private readonly Lazy<ILookup<DomainName, KeyIndexEntry>> _byZone;

    private KeyIndex(ImmutableArray<KeyIndexLine> lines)
    {
        _lines = lines;
        Entries = [.. lines.Where(line => line.Entry is not null).Select(line => line.Entry!)];
        _byZone = new Lazy<ILookup<DomainName, KeyIndexEntry>>(() => Entries.ToLookup(entry => entry.Zone));
    }

    /// <summary>A keyindex with its header line and no keys.</summary>
    public static KeyIndex Empty { get; } =
        new([new KeyIndexLine(Header + "\n", KeyIndexLine.Split(Header), null)]);

    /// <summary>Its rows, in their order.</summary>
    public ImmutableArray<KeyIndexEntry> Entries { get; }

    /// <summary>The zones that have rows, in the order of their first.</summary>
    public IReadOnlyList<DomainName> Zones => [.. Entries.Select(entry => entry.Zone).Distinct()];

    /// <summary>The rows of a zone, in their order; none where the zone has none.</summary>
    public IEnumerable<KeyIndexEntry> EntriesOf(DomainName zone) => _byZone.Value[zone];

    /// <summary>Reads a keyindex.</summary>
    /// <param name="octets">The file.</param>
    /// <param name="file">Its path, for findings.</param>
    /// <param name="findings">Takes what is wrong; a row with a fault is kept as a line and is no
    /// entry.</param>
    public static KeyIndex Read(ReadOnlySpan<byte> octets, string? file, FindingList findings) =>
        new(new KeyIndexReader(file, findings).Read(octets));

    /// <summary>Gives the file.</summary>
    public byte[] ToOctets() =>
        System.Text.Encoding.Latin1.GetBytes(string.Concat(_lines.Select(line => line.Text)));

    /// <summary>Adds a row at the end.</summary>
    /// <exception cref="ArgumentException">The key has a row already.</exception>
    public KeyIndex Add(KeyIndexEntry entry)
    {
        if (Entries.Any(other => IsSameKey(other, entry)))
        {
            throw new ArgumentException($"{entry} has a row already", nameof(entry));
        }

        string endOfLine = _lines.Any(line => line.Text.EndsWith("\r\n", StringComparison.Ordinal))
            ? "\r\n" : "\n";
        ImmutableArray<KeyIndexLine> lines = _lines is [.., { Text: var last }] && !last.EndsWith('\n')
            ? _lines.SetItem(_lines.Length - 1, _lines[^1] with { Text = last + endOfLine }) : _lines;
        return new KeyIndex(lines.Add(KeyIndexLine.Of(entry, endOfLine)));
    }

    /// <summary>Changes a row; what is the same in both is left as it was written.</summary>
    /// <param name="entry">One of <see cref="Entries"/>.</param>
    /// <param name="changed">What it becomes.</param>
    /// <exception cref="ArgumentException">There is no such row, or what it becomes is another row's
    /// key.</exception>
    public KeyIndex Replace(KeyIndexEntry entry, KeyIndexEntry changed)
    {
        int at = LineOf(entry);
        if (Entries.Any(other => !ReferenceEquals(other, entry) && IsSameKey(other, changed)))
        {
            throw new ArgumentException($"{changed} has a row already", nameof(changed));
        }

        return new KeyIndex(_lines.SetItem(at, _lines[at].With(changed)));
    }

    /// <summary>Takes a row out, with its line.</summary>
    /// <exception cref="ArgumentException">There is no such row.</exception>
    public KeyIndex Remove(KeyIndexEntry entry) => new(_lines.RemoveAt(LineOf(entry)));

    private static bool IsSameKey(KeyIndexEntry left, KeyIndexEntry right) =>
        (left.Zone, left.Algorithm, left.Tag) == (right.Zone, right.Algorithm, right.Tag);

    private int LineOf(KeyIndexEntry entry)
    {
        for (int i = 0; i < _lines.Length; i++)
        {
            if (ReferenceEquals(_lines[i].Entry, entry))
            {
                return i;
            }
        }

        throw new ArgumentException($"{entry} is no row of this keyindex", nameof(entry));
    }
}
