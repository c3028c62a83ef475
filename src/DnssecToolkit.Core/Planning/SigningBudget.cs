using System.Buffers.Binary;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;

namespace DnssecToolkit.Planning;

/// <summary>Keeps a run short: makes the signatures that must be made, then those that matter most, and leaves the rest to later runs.</summary>
/// <remarks>New data, a new key and signatures that are nearly expired cannot wait. What can: DNSKEY first, SOA, the rest of the apex, then
/// by expiration.</remarks>
public static class SigningBudget
{
    /// <summary>Defers what is over the budget; the previous signatures, still valid, are kept for it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="most">The most signatures to make in this run.</param>
    public static SigningPlan Apply(SigningPlan plan, long most)
    {
        if (plan.NewCount <= most || plan.Previous is not { } previous)
        {
            return plan;
        }

        PlannedSignature[][] blocks = plan.CopyBlocks();
        List<(int Block, int Index, int Rank, Timestamp Expiration)> waiting = [];
        for (int block = 0; block < blocks.Length; block++)
        {
            for (int index = 0; index < blocks[block].Length; index++)
            {
                if (blocks[block][index].MayWait)
                {
                    (int rank, Timestamp expiration) = RankOf(previous, blocks[block][index].WaitingPlace, plan.Policy.Moment);
                    waiting.Add((block, index, rank, expiration));
                }
            }
        }

        int mandatory = plan.NewCount - waiting.Count;
        int affordable = (int)Math.Clamp(most - mandatory, 0, waiting.Count);
        foreach (IGrouping<int, (int Block, int Index, int, Timestamp)> put in waiting
            .OrderBy(one => one.Rank).ThenBy(one => one.Expiration.Seconds).Skip(affordable)
            .Select(one => (one.Block, one.Index, one.Rank, one.Expiration)).GroupBy(one => one.Block))
        {
            blocks[put.Key] = [.. blocks[put.Key]];
            foreach ((int block, int index, _, _) in put)
            {
                blocks[block][index] = blocks[block][index].Deferred();
            }
        }

        return new SigningPlan(plan.Walk, plan.Policy, plan.Keys, previous, blocks);
    }

    private static (int Rank, Timestamp Expiration) RankOf(PreviousZone previous, int place, Timestamp moment)
    {
        ReadOnlySpan<byte> rrsig = previous.RDataAt(place);
        bool isApex = WireName.AreEqual(previous.OwnerAt(place), previous.Zone.Apex.Wire);
        int rank = ((RRType)BinaryPrimitives.ReadUInt16BigEndian(rrsig), isApex) switch
        {
            (RRType.DNSKEY, _) => 0,
            (RRType.SOA, _) => 1,
            (_, true) => 2,
            _ => 3,
        };
        return (rank, Timestamp.FromWire(BinaryPrimitives.ReadUInt32BigEndian(rrsig[8..]), moment));
    }
}
