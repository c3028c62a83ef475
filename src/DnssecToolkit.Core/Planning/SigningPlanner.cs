using DnssecToolkit.Denial;
using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Time;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Planning;

/// <summary>Makes the plan: which signatures are kept, which are made, with which key, and why.</summary>
public sealed class SigningPlanner
{
    private readonly ZoneWalk _walk;
    private readonly SigningPolicy _policy;
    private readonly SigningKey[] _keys;
    private readonly PreviousZone? _previous;

    private SigningPlanner(ZoneWalk walk, SigningPolicy policy, SigningKey[] keys, Zone? previous)
    {
        _walk = walk;
        _policy = policy;
        _keys = keys;
        _previous = previous is null ? null : new PreviousZone(previous, keys, policy);
    }

    /// <summary>Plans a zone's signatures.</summary>
    /// <param name="walk">The coming zone's names.</param>
    /// <param name="policy">The signatures' times, checked.</param>
    /// <param name="keys">The keys that sign: 255 at most.</param>
    /// <param name="previous">The previous signed zone, or null.</param>
    /// <param name="threads">How many threads may work at once.</param>
    public static SigningPlan Plan(
        ZoneWalk walk, SigningPolicy policy, IReadOnlyList<SigningKey> keys, Zone? previous, int threads)
    {
        SigningPlanner planner = new(walk, policy, [.. keys], previous);
        PlannedSignature[][] blocks = new PlannedSignature[walk.Blocks.Count][];
        int changes = 0;
        Parallel.For(
            0,
            blocks.Length,
            new ParallelOptions { MaxDegreeOfParallelism = threads },
            block =>
            {
                BlockPlan plan = planner.PlanBlock(walk.Blocks[block]);
                blocks[block] = plan.Signatures;
                Interlocked.Add(ref changes, plan.Changes);
            });
        long records = walk.Zone.RecordCount + walk.Chain.Count + blocks.Sum(block => (long)block.Length);
        return new SigningPlan(walk, policy, keys, planner._previous, blocks)
        {
            IsUnchanged = previous is not null && changes == 0 && records == previous.RecordCount,
        };
    }

    /// <summary>Plans again after the SOA's serial changed: only the apex is looked at.</summary>
    /// <param name="plan">The plan under the old serial.</param>
    /// <param name="serial">The new serial.</param>
    public static SigningPlan WithSoaSerial(SigningPlan plan, SerialNumber serial)
    {
        ZoneWalk walk = plan.Walk.WithSoaSerial(serial);
        SigningPlanner planner = new(walk, plan.Policy, [.. plan.Keys], plan.Previous?.Zone);
        PlannedSignature[][] blocks = plan.CopyBlocks();
        blocks[0] = planner.PlanBlock(walk.Blocks[0]).Signatures;
        return new SigningPlan(walk, plan.Policy, plan.Keys, planner._previous, blocks);
    }

    private BlockPlan PlanBlock(WalkBlock block)
    {
        BlockPlan plan = new(_previous?.Zone);
        Span<byte> label = stackalloc byte[WireName.MaximumLabelLength];
        Span<byte> owner = stackalloc byte[WireName.MaximumLength];
        byte[] rdata = new byte[DenialChain.MaximumRDataLength];
        BlockWalk names = new(_walk, block, label);
        while (names.MoveNext())
        {
            if (names.IsHashed)
            {
                Nsec3Chain chain = _walk.Chain.Nsec3!;
                chain.WriteOwner(names.Index, owner);
                int previousNode = plan.Seek(owner[..chain.OwnerLength]);
                int labels = WireName.CountLabels(owner[..chain.OwnerLength]);
                PlanDenial(plan, RRType.NSEC3, names.Index, previousNode, labels, rdata);
            }
            else
            {
                PlanNode(plan, names.Index, rdata);
            }
        }

        return plan;
    }

    private void PlanNode(BlockPlan plan, int node, byte[] rdata)
    {
        Zone zone = _walk.Zone;
        ReadOnlySpan<byte> name = zone.NameOf(node);
        int previousNode = plan.Seek(name);
        int labels = WireName.CountLabels(name) - (WireName.IsWildcard(name) ? 1 : 0);
        foreach (RRset rrset in NodeRRsets.InOrder(zone, node))
        {
            bool same = _previous?.HasSame(previousNode, rrset) ?? false;
            if (zone.IsSigned(node, rrset.Type))
            {
                PlanRRset(plan, rrset.Type, node == 0, previousNode, labels, rrset.Ttl, same);
            }
            else if (!same)
            {
                plan.Changes++;
            }
        }

        if (_walk.Chain.Nsec is { } nsec && nsec.Contains(node))
        {
            PlanDenial(plan, RRType.NSEC, node, previousNode, labels, rdata);
        }
    }

    private void PlanDenial(BlockPlan plan, RRType type, int index, int previousNode, int labels,
        byte[] rdata)
    {
        uint ttl = _walk.Chain.Ttl;
        bool same = false;
        if (_previous is not null)
        {
            int length = _walk.Chain.WriteRData(index, rdata);
            same = _previous.HasSame(previousNode, type, ttl, rdata.AsSpan(0, length));
        }

        PlanRRset(plan, type, false, previousNode, labels, ttl, same);
    }

    private void PlanRRset(
        BlockPlan plan, RRType type, bool isApex, int previousNode, int labels, uint ttl, bool same)
    {
        for (byte key = 0; key < _keys.Length; key++)
        {
            if (!_keys[key].Signs(type, isApex))
            {
                continue;
            }

            if (isApex && _keys[key].Presigned.TryGetValue(type, out byte[]? rrsig))
            {
                plan.Add(new PlannedSignature(-1, key, SigningReason.Presigned));
                plan.Changes += same && _previous!.HasSignature(previousNode, ttl, rrsig) ? 0 : 1;
                continue;
            }

            PlannedSignature signature = (same, _policy.Reuse) switch
            {
                (false, _) => new PlannedSignature(-1, key, SigningReason.NewData),
                (true, SignatureReuse.Never) => new PlannedSignature(-1, key, SigningReason.Forced),
                _ => _previous!.Decide(previousNode, type, labels, ttl, key),
            };
            plan.Add(signature);
        }
    }

    /// <summary>One block's plan in the making.</summary>
    private sealed class BlockPlan(Zone? previous)
    {
        private readonly List<PlannedSignature> _signatures = [];
        private PreviousCursor _cursor = previous is null ? default : new PreviousCursor(previous);

        public PlannedSignature[] Signatures => [.. _signatures];

        /// <summary>How much differs from the previous zone.</summary>
        public int Changes { get; set; }

        public int Seek(ReadOnlySpan<byte> name) => previous is null ? -1 : _cursor.Seek(name);

        public void Add(PlannedSignature signature)
        {
            _signatures.Add(signature);
            Changes += signature.IsNew ? 1 : 0;
        }
    }
}
