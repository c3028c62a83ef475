using System.Globalization;
using System.Text;
using DnssecToolkit.Cryptography;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Names;
using DnssecToolkit.Time;

namespace DnssecToolkit.Bundles.Formats;

/// <summary>An element of ICANN's XML with its place in the file; its values are read strictly.</summary>
internal sealed class KsrElement(string name, SourceLocation location)
{
    private const long LatestSeconds = uint.MaxValue; // RRSIG can write no later moment (RFC 4034 §3.1.5)

    private readonly Dictionary<string, string> _attributes = new(StringComparer.Ordinal);

    /// <summary>The element's name.</summary>
    internal string Name { get; } = name;

    /// <summary>Where it begins.</summary>
    internal SourceLocation Location { get; } = location;

    /// <summary>The elements in it, in their order.</summary>
    internal List<KsrElement> Children { get; } = [];

    /// <summary>The text in it.</summary>
    internal StringBuilder Text { get; } = new();

    /// <summary>Adds an attribute.</summary>
    internal void Set(string attribute, string value) => _attributes[attribute] = value;

    /// <summary>Gives an attribute's value.</summary>
    internal string Attribute(string attribute) => OptionalAttribute(attribute)
        ?? throw Fault($"<{Name}> has no attribute '{attribute}'");

    /// <summary>Gives an attribute's value, or null.</summary>
    internal string? OptionalAttribute(string attribute) => _attributes.GetValueOrDefault(attribute);

    /// <summary>Gives the one child of a name.</summary>
    internal KsrElement Child(string child)
    {
        KsrElement[] found = [.. Children.Where(element => element.Name == child)];
        return found.Length == 1
            ? found[0] : throw Fault($"<{Name}> has {found.Length} elements <{child}>, and should have one");
    }

    /// <summary>Gives the children of a name.</summary>
    /// <param name="child">The name.</param>
    /// <param name="least">How many there must be.</param>
    /// <param name="most">How many there may be.</param>
    internal KsrElement[] All(string child, int least, int most)
    {
        KsrElement[] found = [.. Children.Where(element => element.Name == child)];
        return found.Length < least ? throw Fault($"<{Name}> has no element <{child}>")
            : found.Length > most ? throw new BundleSyntaxException(
                CheckCodes.BundleFileLimit, Location, $"<{Name}> has more than {most} elements <{child}>")
            : found;
    }

    /// <summary>Refuses children of other names.</summary>
    internal void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach (KsrElement child in Children)
        {
            if (!names.Contains(child.Name))
            {
                throw child.Fault($"<{child.Name}> has no place in <{Name}>");
            }
        }
    }

    /// <summary>Reads the text as a number.</summary>
    internal uint Number(uint most) => NumberOf(TrimmedText(), most, $"<{Name}>");

    /// <summary>Reads an attribute as a number.</summary>
    internal ulong NumberIn(string attribute, ulong most) =>
        NumberOf(Attribute(attribute).Trim(), most, $"attribute '{attribute}'");

    /// <summary>Reads the text as octets in Base64.</summary>
    internal byte[] Octets()
    {
        StringBuilder joined = new();
        foreach (ReadOnlyMemory<char> chunk in Text.GetChunks())
        {
            foreach (char character in chunk.Span)
            {
                _ = char.IsWhiteSpace(character) ? joined : joined.Append(character);
            }
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(joined.ToString());
        byte[] octets = new byte[(text.Length / 4 * 3) + 3];
        return text.Length > 0 && Encoding.Base64.TryDecode(text, octets, out int length)
            ? octets[..length] : throw Fault($"<{Name}> is not Base64");
    }

    /// <summary>Reads the text as a moment: UTC, written with Z, with +00:00 or with nothing.</summary>
    internal Timestamp Moment()
    {
        string text = TrimmedText();
        string plain = text.EndsWith("+00:00", StringComparison.Ordinal) ? text[..^6] : text.EndsWith('Z')
            ? text[..^1] : text;
        if (!DateTimeOffset.TryParseExact(
            plain, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset moment))
        {
            throw Fault($"<{Name}> is not a moment in UTC, such as 2026-11-21T00:00:00Z");
        }

        long seconds = moment.ToUnixTimeSeconds();
        return seconds is >= 0 and <= LatestSeconds
            ? new Timestamp(seconds) : throw Fault($"<{Name}> is not between 1970 and 2106");
    }

    /// <summary>Reads the text as a length of time in seconds.</summary>
    internal long Duration()
    {
        string text = TrimmedText();
        return text.StartsWith('P') && PeriodText.TryParse(text, out Period period) && period.IsFixed
            ? period.Seconds
            : throw Fault($"<{Name}> is not a length of time of days, hours, minutes and seconds, such as P21D");
    }

    /// <summary>Reads the text as a domain name.</summary>
    internal DomainName DomainName() => DomainNameOf(TrimmedText(), $"<{Name}>");

    /// <summary>Reads a domain name.</summary>
    internal DomainName DomainNameOf(string text, string what) =>
        Names.DomainName.TryParse(text, out DomainName zone, out string? fault)
        ? zone : throw Fault($"{what} has {fault}");

    /// <summary>Reads the text as an algorithm's number.</summary>
    internal DnssecAlgorithm Algorithm() => (DnssecAlgorithm)Number(byte.MaxValue);

    /// <summary>Gives the text without white space around it.</summary>
    internal string TrimmedText() => Text.ToString().Trim();

    /// <summary>Makes a fault at the element.</summary>
    internal BundleSyntaxException Fault(string message) => new(Location, message);

    private uint NumberOf(string text, uint most, string what) => (uint)NumberOf(text, (ulong)most, what);

    private ulong NumberOf(string text, ulong most, string what) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            && number <= most
            ? number : throw Fault($"{what} is not a number up to {most}");
}
