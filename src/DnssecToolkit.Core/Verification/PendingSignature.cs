using DnssecToolkit.Records;

namespace DnssecToolkit.Verification;

/// <summary>A signature that waits in a batch.</summary>
/// <param name="Node">The owner's node.</param>
/// <param name="TypeCovered">The type it covers.</param>
/// <param name="Index">Its place among the node's signatures.</param>
internal readonly record struct PendingSignature(int Node, RRType TypeCovered, int Index);
