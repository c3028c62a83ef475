using System.Globalization;
using System.Text;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Names;

namespace DnssecToolkit.Schedule;

/// <summary>How a keyindex writes its values.</summary>
internal static class KeyIndexText
{
    /// <summary>The word for the root zone.</summary>
    internal const string RootZone = "root";

    /// <summary>The one value of <c>successor=</c>.</summary>
    internal const string NoSuccessor = "none";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false,
        throwOnInvalidBytes: true);

    /// <summary>Writes a zone: <c>root</c>, or its absolute name; one that begins like a comment with an
    /// escape.</summary>
    internal static string Zone(DomainName zone) => zone.IsRoot ? RootZone
        : zone.ToString() is ['#', .. var rest] ? $@"\035{rest}" : zone.ToString();

    /// <summary>Writes an algorithm with three digits.</summary>
    internal static string Algorithm(DnssecAlgorithm algorithm) =>
        ((int)algorithm).ToString("D3", CultureInfo.InvariantCulture);

    /// <summary>Writes a tag with five digits.</summary>
    internal static string Tag(int tag) => tag.ToString("D5", CultureInfo.InvariantCulture);

    /// <summary>Writes a field's value as octets, each in a char: in quotes where it has blanks.</summary>
    /// <exception cref="ArgumentException">It is empty, or has a quote or a control character.</exception>
    internal static string Value(string value)
    {
        if (value.Length == 0 || value.Contains('"') || value.Any(char.IsControl))
        {
            throw new ArgumentException("a field's value is empty, or has a quote or a control character",
                nameof(value));
        }

        string octets = System.Text.Encoding.Latin1.GetString(Utf8.GetBytes(value));
        return octets.AsSpan().IndexOf(' ') >= 0 ? $"\"{octets}\"" : octets;
    }

    /// <summary>Reads a field's value, without its quotes.</summary>
    /// <param name="octets">The value as it stands in the file, an octet in each char.</param>
    /// <returns>Null where it is empty, has a quote inside, a control character, or is not UTF-8.</returns>
    internal static string? ReadValue(ReadOnlySpan<char> octets)
    {
        ReadOnlySpan<char> inner = octets is ['"', .., '"'] ? octets[1..^1] : octets;
        if (inner.IsEmpty || inner.Contains('"'))
        {
            return null;
        }

        try
        {
            string value = Utf8.GetString(System.Text.Encoding.Latin1.GetBytes(inner.ToArray()));
            return value.Any(char.IsControl) ? null : value;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>What of the file is shown in a message: short, and without what a terminal would
    /// obey.</summary>
    internal static string Quoted(ReadOnlySpan<char> octets)
    {
        const int Most = 40;
        StringBuilder shown = new();
        foreach (char octet in octets[..Math.Min(octets.Length, Most)])
        {
            shown.Append(octet is >= ' ' and <= '~' ? octet : '?');
        }

        return octets.Length > Most ? $"'{shown}…'" : $"'{shown}'";
    }
}
