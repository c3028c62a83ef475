using System.Numerics;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Denial;

/// <summary>Which names of a zone have an NSEC3: those with data, delegations, and the empty non-terminals
/// above them (RFC 5155 §7.1).</summary>
internal static class ProvenNames
{
    private const int NodesPerWord = 64;
    private const int WordsPerShare = 64;

    /// <summary>Finds the names, in the zone's order; their hashes are not yet there.</summary>
    public static HashedName[] Find(Zone zone, Nsec3OptOut optOut, int threads)
    {
        ulong[] marks = MarkNamesWithRecords(zone, optOut, threads);
        MarkEmptyNonTerminals(zone, marks);
        return Collect(marks);
    }

    private static ulong[] MarkNamesWithRecords(Zone zone, Nsec3OptOut optOut, int threads)
    {
        ulong[] marks = new ulong[(zone.NodeCount + NodesPerWord - 1) / NodesPerWord];
        int shares = (marks.Length + WordsPerShare - 1) / WordsPerShare;
        Parallel.For(0, shares, new ParallelOptions { MaxDegreeOfParallelism = threads }, share =>
        {
            int start = share * WordsPerShare * NodesPerWord;
            int end = Math.Min(zone.NodeCount, start + (WordsPerShare * NodesPerWord));
            for (int node = start; node < end; node++)
            {
                if (IsProven(zone, node, optOut))
                {
                    Mark(marks, node);
                }
            }
        });
        return marks;
    }

    private static bool IsProven(Zone zone, int node, Nsec3OptOut optOut) => zone.KindOf(node) switch
    {
        NodeKind.Apex or NodeKind.Authoritative => true,
        NodeKind.Delegation => optOut == Nsec3OptOut.None || zone.Has(node, RRType.DS),
        _ => false,
    };

    /// <summary>Marks the empty non-terminals that have a marked name below them, from the last to the first:
    /// the next marked name is below it, or none is.</summary>
    /// <remarks>RFC 5155 §7.1 lets opt-out leave out those that lead to insecure delegations alone; BIND
    /// does.</remarks>
    private static void MarkEmptyNonTerminals(Zone zone, ulong[] marks)
    {
        int nextMarked = -1;
        for (int node = zone.NodeCount - 1; node >= 0; node--)
        {
            if (zone.KindOf(node) == NodeKind.EmptyNonTerminal && nextMarked >= 0
                && WireName.IsAtOrBelow(zone.NameOf(nextMarked), zone.NameOf(node)))
            {
                Mark(marks, node);
            }

            nextMarked = IsMarked(marks, node) ? node : nextMarked;
        }
    }

    private static HashedName[] Collect(ulong[] marks)
    {
        int count = 0;
        foreach (ulong word in marks)
        {
            count += BitOperations.PopCount(word);
        }

        HashedName[] names = GC.AllocateUninitializedArray<HashedName>(count);
        int next = 0;
        for (int word = 0; word < marks.Length; word++)
        {
            for (ulong left = marks[word]; left != 0; left &= unchecked(left - 1))
            {
                names[next++].Node = (word * NodesPerWord) + BitOperations.TrailingZeroCount(left);
            }
        }

        return names;
    }

    private static void Mark(ulong[] marks, int node) =>
        marks[node / NodesPerWord] |= 1UL << (node % NodesPerWord);

    private static bool IsMarked(ulong[] marks, int node) =>
        (marks[node / NodesPerWord] >> (node % NodesPerWord) & 1) != 0;
}
