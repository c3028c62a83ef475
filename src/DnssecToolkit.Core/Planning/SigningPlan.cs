using DnssecToolkit.Time;

namespace DnssecToolkit.Planning;

/// <summary>What every RRset's signatures will be, decided before any key is touched.</summary>
public sealed class SigningPlan
{
    private readonly PlannedSignature[][] _blocks;

    internal SigningPlan(
        ZoneWalk walk, SigningPolicy policy, IReadOnlyList<SigningKey> keys, PreviousZone? previous,
        PlannedSignature[][] blocks)
    {
        Walk = walk;
        Policy = policy;
        Keys = keys;
        Previous = previous;
        _blocks = blocks;
        int[] reasons = new int[Enum.GetValues<SigningReason>().Length];
        int[] keyCounts = new int[keys.Count];
        int[] totals = new int[keys.Count];
        Count(blocks, reasons, keyCounts, totals);
        CountsByReason = Enum.GetValues<SigningReason>()
            .ToDictionary(reason => reason, reason => reasons[(int)reason]);
        NewCountsByKey = keyCounts;
        TotalCountsByKey = totals;
    }

    /// <summary>The names in order.</summary>
    public ZoneWalk Walk { get; }

    /// <summary>The signatures' times.</summary>
    public SigningPolicy Policy { get; }

    /// <summary>The keys that sign.</summary>
    public IReadOnlyList<SigningKey> Keys { get; }

    /// <summary>How many signatures there are for each reason.</summary>
    public IReadOnlyDictionary<SigningReason, int> CountsByReason { get; }

    /// <summary>How many signatures each key has to make.</summary>
    public IReadOnlyList<int> NewCountsByKey { get; }

    /// <summary>How many signatures by each key the zone will have.</summary>
    public IReadOnlyList<int> TotalCountsByKey { get; }

    /// <summary>How many signatures have to be made.</summary>
    public int NewCount => TotalCount - CountsByReason.GetValueOrDefault(SigningReason.Reused)
        - CountsByReason.GetValueOrDefault(SigningReason.Presigned) - CountsByReason.GetValueOrDefault(
            SigningReason.Deferred);

    /// <summary>How many signatures the zone will have.</summary>
    public int TotalCount => CountsByReason.Values.Sum();

    /// <summary>Whether the signed zone would be record for record the previous one.</summary>
    /// <remarks>Each RRset that has to be signed was found unchanged; what needs no signature (glue,
    /// delegations) is compared by <see cref="SigningPlanner"/> too and would show up as a difference in
    /// number or content.</remarks>
    public bool IsUnchanged { get; internal init; }

    /// <summary>The previous zone that signatures are kept from, or null.</summary>
    internal PreviousZone? Previous { get; }

    /// <summary>A block's signatures in the order of the walk: by name, type and key.</summary>
    internal ReadOnlySpan<PlannedSignature> SignaturesOf(int block) => _blocks[block];

    /// <summary>The earliest expiration among the signatures that are kept, or null where none is.</summary>
    public Timestamp? EarliestKeptExpiration()
    {
        Timestamp? earliest = null;
        foreach (PlannedSignature signature in _blocks.SelectMany(block => block)
            .Where(signature => signature.PreviousPlace >= 0))
        {
            Timestamp expiration = SigningBudget.ExpirationOf(this, signature.PreviousPlace);
            earliest = earliest is { } before && before <= expiration ? before : expiration;
        }

        return earliest;
    }

    /// <summary>Whether there are signatures to be made that may wait.</summary>
    internal bool HasWaiting => _blocks.Any(block => Array.Exists(block, signature => signature.MayWait));

    /// <summary>The signatures to be made that may wait, in the order of the walk.</summary>
    internal List<PlannedSignature> Waiting()
    {
        List<PlannedSignature> waiting = [];
        foreach (PlannedSignature[] block in _blocks)
        {
            waiting.AddRange(block.Where(signature => signature.MayWait));
        }

        return waiting;
    }

    /// <summary>Whether a block has signatures to be made.</summary>
    internal bool HasNew(int block) => Array.Exists(_blocks[block], signature => signature.IsNew);

    /// <summary>The blocks' signatures, for a plan that differs in few of them.</summary>
    internal PlannedSignature[][] CopyBlocks() => [.. _blocks];

    private static void Count(PlannedSignature[][] blocks, int[] reasons, int[] keys, int[] totals)
    {
        foreach (PlannedSignature[] block in blocks)
        {
            foreach (PlannedSignature signature in block)
            {
                reasons[(int)signature.Reason]++;
                keys[signature.Key] += signature.IsNew ? 1 : 0;
                totals[signature.Key]++;
            }
        }
    }
}
