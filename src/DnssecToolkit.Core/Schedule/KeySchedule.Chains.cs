using DnssecToolkit.Cryptography;
using DnssecToolkit.Keys;
using DnssecToolkit.Time;

namespace DnssecToolkit.Schedule;

/// <content>Which keys are followed by nothing.</content>
public sealed partial class KeySchedule
{
    /// <summary>Whether nothing is to follow the keys of a kind: the last of them says so
    /// (<c>successor=none</c>), or they are ZSKs of an algorithm that leaves.</summary>
    /// <param name="algorithm">Their algorithm.</param>
    /// <param name="role">Their role.</param>
    public bool IsLeaving(DnssecAlgorithm algorithm, KeyRole role) =>
        EndsItself(algorithm, role) || (role == KeyRole.ZSK && LeavesAt(algorithm) is not null);

    /// <summary>When the last KSK or CSK of an algorithm leaves by its row; null where others follow, or there
    /// are none.</summary>
    /// <param name="algorithm">The algorithm.</param>
    public Timestamp? LeavesAt(DnssecAlgorithm algorithm)
    {
        KeyIndexEntry[] entryPoints = [.. Keys.Where(key => key.IsSep && key.Signer is null
            && key.Algorithm == algorithm)];
        return entryPoints.Length > 0
            && entryPoints.Select(key => key.Role).Distinct().All(role => EndsItself(algorithm, role))
            ? entryPoints.Max(key => key.Removed) : null;
    }

    private bool EndsItself(DnssecAlgorithm algorithm, KeyRole role)
    {
        KeyIndexEntry[] begun = [.. Keys.Where(key => key.Role == role && key.Signer is null
            && key.Algorithm == algorithm && !key.NeverSigns)];
        return begun.Any(key => key.HasNoSuccessor && key.Start >= begun.Max(other => other.Start));
    }
}
