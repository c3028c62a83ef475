using DnssecToolkit.Names;
using DnssecToolkit.Resolving;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>What came of asking a child's servers.</summary>
/// <param name="Child">The child.</param>
/// <param name="Set">The DS set that it is to have; null where there is none, or where it is refused.</param>
/// <param name="Seen">What its servers answered.</param>
/// <param name="Fault">Why it is refused, as a clause; or null.</param>
internal sealed record ChildAsked(DomainName Child, IReadOnlyList<byte[]>? Set, ChildObservation Seen,
    string? Fault)
{
    /// <summary>Whether the set is what the child asks for by CDS or CDNSKEY.</summary>
    internal bool IsRequest { get; init; }
}
