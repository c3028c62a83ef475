using DnssecToolkit.Planning;

namespace DnssecToolkit.Signing;

/// <summary>What one key has to sign in one block, in the order of the walk.</summary>
/// <param name="Batch">The messages, and room for their signatures.</param>
/// <param name="Planned">What the plan says of each.</param>
internal sealed record CollectedMessages(SigningBatch Batch, List<PlannedSignature> Planned);
