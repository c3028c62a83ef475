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
    /// <param name="times">How long the tokens may sign, or null for no limit; takes what they have to
    /// do.</param>
    public static SigningPlan Apply(SigningPlan plan, long most, TokenTimes? times = null)
    {
        List<PlannedSignature> waiting = plan.Waiting();
        long left = most - (plan.NewCount - waiting.Count);
        for (int key = 0; key < plan.Keys.Count; key++)
        {
            times?.Add(key, plan.NewCountsByKey[key] - waiting.Count(signature => signature.Key == key));
        }

        HashSet<int> deferred = [];
        foreach (PlannedSignature signature in
            waiting.OrderBy(signature => ExpirationOf(plan, signature.WaitingPlace).Seconds))
        {
            if (left > 0 && (times?.TryAdd(signature.Key) ?? true))
            {
                left--;
            }
            else
            {
                deferred.Add(signature.WaitingPlace);
            }
        }

        return deferred.Count == 0 ? plan : Defer(plan, deferred);
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
