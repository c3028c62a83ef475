using DnssecToolkit.Names;
using DnssecToolkit.Records;

namespace DnssecToolkit.Resolving;

/// <summary>What a query asks for, in class IN (RFC 1035 §4.1.2).</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">The type.</param>
public readonly record struct Question(DomainName Name, RRType Type)
{
    /// <summary>Gives <c>name type</c>.</summary>
    public override string ToString() => $"{Name} {RRTypeText.Format(Type)}";
}
