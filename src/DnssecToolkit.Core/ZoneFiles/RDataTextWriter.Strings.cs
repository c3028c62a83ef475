using System.Buffers;

namespace DnssecToolkit.ZoneFiles;

/// <content>Character strings.</content>
internal ref partial struct RDataTextWriter
{
    // Printable ASCII and space, without the quote and the backslash.
    private static readonly SearchValues<byte> PlainInQuotes =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(i => (byte)i)
            .Where(b => b is not ((byte)'"' or (byte)'\\'))]);

    /// <summary>Writes octets in quotes, escaped as BIND does: <c>\"</c>, <c>\\</c>, and <c>\DDD</c> for what
    /// is not printable.</summary>
    public void Quoted(scoped ReadOnlySpan<byte> octets)
    {
        Octet((byte)'"');
        while (!octets.IsEmpty)
        {
            int plain = octets.IndexOfAnyExcept(PlainInQuotes);
            if (plain < 0)
            {
                plain = octets.Length;
            }

            Octets(octets[..plain]);
            octets = octets[plain..];
            if (!octets.IsEmpty)
            {
                Escaped(octets[0]);
                octets = octets[1..];
            }
        }

        Octet((byte)'"');
    }

    /// <summary>Writes the strings that fill the octets, each in quotes, with spaces between.</summary>
    private void Strings(scoped ReadOnlySpan<byte> strings)
    {
        while (!strings.IsEmpty)
        {
            Quoted(strings.Slice(1, strings[0]));
            strings = strings[(1 + strings[0])..];
            if (!strings.IsEmpty)
            {
                Octet((byte)' ');
            }
        }
    }

    private void Escaped(byte octet)
    {
        Octet((byte)'\\');
        if (octet is >= 0x20 and < 0x7F)
        {
            Octet(octet);
            return;
        }

        Octet((byte)('0' + (octet / 100)));
        Octet((byte)('0' + (octet / 10 % 10)));
        Octet((byte)('0' + (octet % 10)));
    }
}
