using System.Collections.Immutable;

namespace DnssecToolkit.Bundles;

/// <summary>What one side claims about its keys and signatures; all lengths in seconds.</summary>
/// <remarks>Equal where all lengths and all algorithms, in their order, are the same.</remarks>
public sealed record BundlePolicy
{
    /// <summary>A key is published at least this long before it signs.</summary>
    public long PublishSafety { get; init; }

    /// <summary>A key stays published at least this long after it signed last.</summary>
    public long RetireSafety { get; init; }

    /// <summary>The longest a signature is valid.</summary>
    public required long MaxSignatureValidity { get; init; }

    /// <summary>The shortest a signature is valid.</summary>
    public required long MinSignatureValidity { get; init; }

    /// <summary>The most that two bundles in a row overlap.</summary>
    public required long MaxValidityOverlap { get; init; }

    /// <summary>The least that two bundles in a row overlap.</summary>
    public required long MinValidityOverlap { get; init; }

    /// <summary>The algorithms of the keys: one at least.</summary>
    public ImmutableArray<AlgorithmParameters> Algorithms { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(BundlePolicy? other) => other is not null && Lengths.SequenceEqual(other.Lengths)
        && Algorithms.AsSpan().SequenceEqual(other.Algorithms.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(MaxSignatureValidity, MinSignatureValidity, Algorithms.Length);

    private long[] Lengths =>
        [PublishSafety, RetireSafety, MaxSignatureValidity, MinSignatureValidity, MaxValidityOverlap,
            MinValidityOverlap];
}
