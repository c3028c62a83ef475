using DnssecToolkit.Planning;

namespace DnssecToolkit.Signing;

/// <summary>The signatures that were made before the zone is written.</summary>
public sealed class SignedAhead
{
    private readonly CollectedMessages?[]?[] _blocks;

    internal SignedAhead(SigningPlan plan, CollectedMessages?[]?[] blocks, long mandatoryEnded)
    {
        Plan = plan;
        _blocks = blocks;
        MandatoryEnded = mandatoryEnded;
    }

    /// <summary>The plan: what was left to later runs keeps its signatures.</summary>
    public SigningPlan Plan { get; }

    /// <summary>When the last signature was made that could not wait, by
    /// <see cref="System.Diagnostics.Stopwatch"/>.</summary>
    public long MandatoryEnded { get; }

    /// <summary>What was collected of a block, signed; null where nothing was to be made.</summary>
    internal CollectedMessages?[]? CollectedOf(int block) => _blocks[block];
}
