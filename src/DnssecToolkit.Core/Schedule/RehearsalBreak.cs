using System.Collections.Immutable;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>A time in which some resolvers would take the zone for bogus.</summary>
/// <param name="Time">When.</param>
/// <param name="Kind">What breaks.</param>
/// <param name="Resolvers">Which resolvers care.</param>
/// <param name="Conducts">What the parent does in the worlds where it happens.</param>
/// <param name="Who">Whose caches it meets, as a noun phrase.</param>
/// <param name="Why">What does not fit together there, as a lower-case clause without a full stop.</param>
public sealed record RehearsalBreak(
    Interval Time, RehearsalBreakKind Kind, RehearsalResolvers Resolvers,
    ImmutableArray<ParentConduct> Conducts, string Who, string Why);
