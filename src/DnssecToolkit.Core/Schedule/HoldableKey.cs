using DnssecToolkit.Keys;

namespace DnssecToolkit.Schedule;

/// <summary>A key that may go on beyond its dates where caches need it.</summary>
/// <param name="Key">The key as it was published.</param>
/// <param name="IsHere">Whether its private half is at hand.</param>
/// <param name="IsBad">Whether an emergency retired it: it signs no more data.</param>
/// <param name="MayStay">Whether it may stay published: no emergency takes it out at once, and it is not
/// revoked.</param>
/// <param name="HasDs">Whether its DS is in every cache, or nobody here can say otherwise.</param>
public readonly record struct HoldableKey(ZoneKey Key, bool IsHere, bool IsBad, bool MayStay, bool HasDs)
{
    /// <summary>Whether it may sign data.</summary>
    public bool MaySign => IsHere && !IsBad && MayStay;
}
