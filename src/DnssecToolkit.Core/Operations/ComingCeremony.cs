using DnssecToolkit.Time;

namespace DnssecToolkit.Operations;

/// <summary>A ceremony to come, and the last safe moment of each step of it.</summary>
/// <param name="Slots">The time for which it signs bundles.</param>
/// <param name="Covered">When the signatures of the last bundle before it end.</param>
/// <param name="RequestBy">When its request is to be made: from then on every run warns (SKR-RUNWAY).</param>
/// <param name="CeremonyBy">When it is to be held: the signatures before it end a refresh time later.</param>
/// <param name="ImportBy">When its response is to be imported: resolvers need as long to have the new
/// signatures.</param>
public sealed record ComingCeremony(
    Interval Slots, Timestamp Covered, Timestamp RequestBy, Timestamp CeremonyBy, Timestamp ImportBy);
