using DnssecToolkit.Denial;
using DnssecToolkit.Encoding;
using DnssecToolkit.Names;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>The coming signed zone's names in canonical order: the zone's own, with the NSEC3 owners among
/// them.</summary>
/// <remarks>Cut into blocks that threads plan and sign apart; block 0 is the apex alone, because the zone's
/// digest is put there when all else is written.</remarks>
public sealed class ZoneWalk
{
    // Big enough that handing out blocks costs nothing, small enough that a block's text (1 MB) stays in the
    // cache.
    private const int NodesPerBlock = 2_048;

    /// <summary>Cuts a zone and its chain into blocks.</summary>
    /// <param name="zone">The zone with everything it will have but NSEC, NSEC3 and RRSIG records.</param>
    /// <param name="chain">Its chain.</param>
    public ZoneWalk(Zone zone, DenialChain chain)
    {
        Zone = zone;
        Chain = chain;
        Blocks = Cut();
    }

    private ZoneWalk(Zone zone, ZoneWalk other)
    {
        Zone = zone;
        Chain = other.Chain;
        Blocks = other.Blocks;
    }

    /// <summary>The zone.</summary>
    public Zone Zone { get; }

    /// <summary>The chain that proves what does not exist.</summary>
    public DenialChain Chain { get; }

    /// <summary>The blocks in canonical order.</summary>
    public IReadOnlyList<WalkBlock> Blocks { get; }

    /// <summary>The same walk under another SOA serial.</summary>
    public ZoneWalk WithSoaSerial(SerialNumber serial) => new(Zone.WithSoaSerial(serial), this);

    /// <summary>The label left of the apex in a name below it; empty for the apex.</summary>
    internal ReadOnlySpan<byte> TopLabelOf(int node)
    {
        ReadOnlySpan<byte> name = Zone.NameOf(node);
        int apexStart = name.Length - Zone.Apex.Wire.Length;
        int start = 0;
        for (int next = 0; next < apexStart; next += name[next] + 1)
        {
            start = next;
        }

        return apexStart == 0 ? default : name[(start + 1)..apexStart];
    }

    private List<WalkBlock> Cut()
    {
        List<WalkBlock> blocks = [new WalkBlock(0, 1, 0, 0)];
        int hash = 0;
        for (int node = 1; node < Zone.NodeCount; node += NodesPerBlock)
        {
            int end = Math.Min(node + NodesPerBlock, Zone.NodeCount);
            int endHash = end == Zone.NodeCount ? HashCount : FirstHashNotBefore(end);
            blocks.Add(new WalkBlock(node, end, hash, endHash));
            hash = endHash;
        }

        if (hash < HashCount)
        {
            blocks.Add(new WalkBlock(Zone.NodeCount, Zone.NodeCount, hash, HashCount)); // a zone that is only its apex
        }

        return blocks;
    }

    private int HashCount => Chain.Nsec3?.Count ?? 0;

    private int FirstHashNotBefore(int node)
    {
        if (Chain.Nsec3 is null)
        {
            return 0;
        }

        ReadOnlySpan<byte> top = TopLabelOf(node);
        int low = 0;
        int high = HashCount;
        Span<byte> label = stackalloc byte[WireName.MaximumLabelLength];
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            int length = Base32Hex.EncodeLower(Chain.Nsec3.HashAt(middle), label);
            if (WireName.CompareFolded(label[..length], top) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
