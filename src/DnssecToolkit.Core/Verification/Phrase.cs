using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>How findings name things.</summary>
internal static class Phrase
{
    private const int MostNamed = 8; // a hostile zone has thousands of whatever is listed

    /// <summary>A name as text, with its final dot.</summary>
    public static string Name(ReadOnlySpan<byte> name) => DomainName.FromTrustedWire(name).ToString();

    /// <summary>A name and a type, as in <c>www.example. A</c>.</summary>
    public static string Set(ReadOnlySpan<byte> name, RRType type) =>
        $"{Name(name)} {RRTypeText.Format(type)}";

    /// <summary>The first few of several things, and that there are more.</summary>
    public static string Some(IEnumerable<string> things, string separator)
    {
        string[] first = [.. things.Take(MostNamed + 1)];
        return first.Length > MostNamed
            ? string.Join(separator, first[..MostNamed]) + $"{separator}others"
            : string.Join(separator, first);
    }

    /// <summary>An RRset's name and type.</summary>
    public static string Set(RRset rrset) => Set(rrset.Owner, rrset.Type);
}
