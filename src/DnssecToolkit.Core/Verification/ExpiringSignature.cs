using DnssecToolkit.Diagnostics;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Verification;

/// <summary>A signature by when it expires.</summary>
/// <param name="Expiration">Its last second.</param>
/// <param name="Node">The owner's node.</param>
/// <param name="TypeCovered">The type covered.</param>
/// <param name="Location">Where it stood.</param>
internal sealed record ExpiringSignature(
    Timestamp Expiration, int Node, RRType TypeCovered, SourceLocation Location)
{
    /// <summary>Whether a signature comes before this one: by time, then by place in the zone.</summary>
    public bool IsAfter(Timestamp expiration, int node) =>
        expiration < Expiration || (expiration == Expiration && node < Node);
}
