using DnssecToolkit.Time;

namespace DnssecToolkit.Operations.Unattended;

/// <summary>A child's DS set.</summary>
/// <param name="Since">Since when all of its servers serve what fits it; or since when it is in the
/// zone.</param>
/// <param name="Ds">DS RDATA, sorted; none to remove what is there.</param>
internal sealed record ChildSet(Timestamp Since, IReadOnlyList<byte[]> Ds)
{
    /// <summary>Whether the sets are the same.</summary>
    internal bool HasSame(IReadOnlyList<byte[]> ds) =>
        Ds.Count == ds.Count && Ds.Zip(ds).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));

    /// <summary>Whether a set has a DS.</summary>
    internal static bool Has(IReadOnlyList<byte[]> set, byte[] ds) =>
        set.Any(other => other.AsSpan().SequenceEqual(ds));

    /// <summary>Sorts a set.</summary>
    internal static IReadOnlyList<byte[]> Sorted(IEnumerable<byte[]> ds) =>
        [.. ds.DistinctBy(Convert.ToHexString).OrderBy(Convert.ToHexString, StringComparer.Ordinal)];
}
