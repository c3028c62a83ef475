using System.Buffers.Binary;
using System.Collections.Immutable;
using DnssecToolkit.Canonical;
using DnssecToolkit.Diagnostics;
using DnssecToolkit.Keys;
using DnssecToolkit.Names;

namespace DnssecToolkit.Resolving;

/// <summary>What every server of a parent says about the DS of a child's keys.</summary>
public sealed class ParentObservation
{
    private const int FixedLength = 4; // key tag, algorithm, digest type

    private readonly ImmutableArray<ReadOnlyMemory<byte>[]> _answers;

    private ParentObservation(ImmutableArray<ReadOnlyMemory<byte>[]> answers, bool isComplete)
    {
        _answers = answers;
        IsComplete = isComplete;
    }

    /// <summary>Whether every server spoke for the parent; if not, nothing may be concluded.</summary>
    public bool IsComplete { get; }

    /// <summary>Asks the servers, all at once, and waits for them.</summary>
    /// <param name="zone">The child.</param>
    /// <param name="servers">The parent's servers: one at least.</param>
    /// <param name="policy">How patient to be.</param>
    /// <param name="findings">Takes servers that do not answer, or not for the parent.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static ParentObservation Ask(
        DomainName zone, IReadOnlyList<ServerAddress> servers, QueryPolicy policy, FindingList findings,
        CancellationToken stop)
    {
        List<Finding> found = [];
        IReadOnlyList<ReadOnlyMemory<byte>[]?> answers = new ParentDsAnswers(zone, policy)
            .AskAsync(servers, found, stop).GetAwaiter().GetResult();
        found.ForEach(findings.Add);
        return new ParentObservation([.. answers.OfType<ReadOnlyMemory<byte>[]>()], answers.Count > 0
            && !answers.Contains(null));
    }

    /// <summary>Whether every server has a DS that is this key's, by a digest that we can compute.</summary>
    public bool HasEverywhere(ZoneKey key) =>
        IsComplete && _answers.All(answer => Array.Exists(answer, ds => Names(ds.Span, key)));

    /// <summary>Whether no server has a DS that could be this key's, by its tag and algorithm.</summary>
    public bool IsGoneEverywhere(ZoneKey key) =>
        IsComplete && !_answers.Any(answer => Array.Exists(answer, ds => MayName(ds.Span, key)));

    private static bool MayName(ReadOnlySpan<byte> ds, ZoneKey key) => ds.Length >= FixedLength
        && BinaryPrimitives.ReadUInt16BigEndian(ds) == key.Tag.Value && ds[2] == (byte)key.Algorithm;

    /// <summary>Whether a DS is a key's, by a digest that we can compute.</summary>
    internal static bool Names(ReadOnlySpan<byte> ds, ZoneKey key) =>
        MayName(ds, key) && ds.Length > FixedLength
        && DsDigest.Matches((DsDigestType)ds[3], ds[FixedLength..], key.Zone.Wire, key.RData);
}
