using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <summary>The moments of a key's life that follow from the other keys and the policy (RFC 7583
/// §3.1).</summary>
/// <param name="Ready">When every resolver can know the key; for a KSK, when its DS may be asked for.</param>
/// <param name="SignsUntil">When it signs no longer: for a ZSK, when it ends or a later one takes
/// over.</param>
/// <param name="Dead">When nothing in a cache needs it; null for a KSK whose DS is not known to be
/// gone.</param>
public readonly record struct KeyMilestones(Timestamp Ready, Timestamp SignsUntil, Timestamp? Dead);
