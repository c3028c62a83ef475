using System.Buffers.Binary;
using DnssecToolkit.Time;

namespace DnssecToolkit.Planning;

/// <summary>Keeps a run short: makes the signatures that must be made, then those that end first, and leaves
/// the rest to later runs.</summary>
/// <remarks>New data, a new key, the apex with DNSKEY and SOA, and signatures that are nearly expired cannot
/// wait. What can goes by its expiration.</remarks>
public static class SigningBudget
{
    /// <summary>Defers what is over the budget; the previous signatures, still valid, are kept for
    /// it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="most">The most signatures to make in this run.</param>
    public static SigningPlan Apply(SigningPlan plan, long most)
    {
        if (plan.NewCount <= most || plan.Previous is null)
        {
            return plan;
        }

        List<int> waiting = [];
        for (int block = 0; block < plan.Walk.Blocks.Count; block++)
        {
            foreach (PlannedSignature signature in plan.SignaturesOf(block))
            {
                if (signature.MayWait)
                {
                    waiting.Add(signature.WaitingPlace);
                }
            }
        }

        int mandatory = plan.NewCount - waiting.Count;
        int affordable = (int)Math.Clamp(most - mandatory, 0, waiting.Count);
        return Defer(plan, waiting.OrderBy(place => ExpirationOf(plan, place).Seconds).Skip(affordable)
            .ToHashSet());
    }

    /// <summary>Defers certain signatures.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="waiting">Their places in the previous zone; all of them may wait.</param>
    internal static SigningPlan Defer(SigningPlan plan, HashSet<int> waiting)
    {
        PlannedSignature[][] blocks = plan.CopyBlocks();
        for (int block = 0; block < blocks.Length; block++)
        {
            if (Array.Exists(blocks[block], IsDeferred))
            {
                blocks[block] = [.. blocks[block].Select(one => IsDeferred(one) ? one.Deferred() : one)];
            }
        }

        return new SigningPlan(plan.Walk, plan.Policy, plan.Keys, plan.Previous, blocks);

        bool IsDeferred(PlannedSignature signature) =>
            signature.MayWait && waiting.Contains(signature.WaitingPlace);
    }

    /// <summary>When a signature of the previous zone ends.</summary>
    internal static Timestamp ExpirationOf(SigningPlan plan, int place) => Timestamp.FromWire(
        BinaryPrimitives.ReadUInt32BigEndian(plan.Previous!.RDataAt(place)[8..]), plan.Policy.Moment);
}
