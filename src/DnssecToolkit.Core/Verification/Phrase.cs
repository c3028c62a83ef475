using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>How findings name things.</summary>
internal static class Phrase
{
    /// <summary>A number of things, as in <c>1 fault</c> and <c>2 faults</c>.</summary>
    public static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    /// <summary>A name as text, with its final dot.</summary>
    public static string Name(ReadOnlySpan<byte> name) => DomainName.FromTrustedWire(name).ToString();

    /// <summary>A name and a type, as in <c>www.example. A</c>.</summary>
    public static string Set(ReadOnlySpan<byte> name, RRType type) => $"{Name(name)} {RRTypeText.Format(type)}";

    /// <summary>An RRset's name and type.</summary>
    public static string Set(RRset rrset) => Set(rrset.Owner, rrset.Type);
}
