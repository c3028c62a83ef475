using System.Collections.Immutable;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>What keys do once those that caches need are held.</summary>
/// <param name="Roles">What they do.</param>
/// <param name="Waiting">Keys that are due and do not do it yet.</param>
/// <param name="Kept">Keys that go on beyond their dates.</param>
/// <param name="Breaks">What could not be helped, because an emergency or a set that others signed says
/// so.</param>
/// <param name="Until">When caches have forgotten what they are held for, if what is to be served now is;
/// null where nothing is held.</param>
/// <param name="BrokenUntil">When caches have forgotten what does not fit and was not held; null where all of
/// it fits, as far as that is known.</param>
/// <param name="IsForced">Whether a break is nobody's word: what was needed is lost, and nothing validated
/// any more.</param>
public sealed record HeldRoles(
    KeyRoles Roles,
    ImmutableArray<ZoneKey> Waiting,
    ImmutableArray<ZoneKey> Kept,
    ImmutableArray<ServedBreak> Breaks,
    Timestamp? Until,
    Timestamp? BrokenUntil,
    bool IsForced);
