using DnssecToolkit.Names;
using DnssecToolkit.Records;
using DnssecToolkit.Zones;

namespace DnssecToolkit.Verification;

/// <summary>Looks for the names that make the largest answers; one thread's.</summary>
internal sealed class AnswerSurvey(ZoneUnderCheck context)
{
    private const NodeRole SecureCut = NodeRole.Delegation | NodeRole.HasDs;

    private readonly Zone _zone = context.Zone;
    private readonly MessageSize _message = new();
    private readonly List<int> _glue = [];

    /// <summary>What was found so far.</summary>
    public LargestAnswers Largest { get; } = new();

    /// <summary>Looks at a block of names.</summary>
    public void Check(int first, int end, FindingSink sink)
    {
        for (int node = first; node < end; node++)
        {
            NodeRole role = context.Walk.RoleOf(node);
            if ((role & NodeRole.Occluded) == 0)
            {
                LookAtProof(node, (role & NodeRole.HasNsec3) != 0 ? RRType.NSEC3 : RRType.NSEC);
                Largest.HasWildcard |= WireName.IsWildcard(_zone.NameOf(node));
                if ((role & NodeRole.Delegation) != 0)
                {
                    LookAtReferral(node);
                }
            }
        }
    }

    private void LookAtProof(int node, RRType type)
    {
        if (_zone.TryFind(node, type, out RRset rrset))
        {
            int owner = MessageSize.LengthBelow(rrset.Owner, _zone.Apex.Wire);
            int octets = LengthOf(node, rrset, owner);
            Largest.AddProof(octets, node);
            // Of a secure cut nothing is denied but below it.
            if ((context.Walk.RoleOf(node) & SecureCut) != SecureCut)
            {
                Largest.AddProofForQuestion(octets - owner + rrset.Owner.Length, node);
            }
        }
    }

    private void LookAtReferral(int node)
    {
        bool isProven =
            _zone.TryFind(node, RRType.DS, out RRset proof) || _zone.TryFind(node, RRType.NSEC, out proof);
        _ = _zone.TryFind(node, RRType.NS, out RRset servers);
        FindGlue(servers);
        int most = MessageSize.LengthOf(servers, 0, servers.Count, servers.Owner.Length)
            + (isProven ? LengthOf(node, proof, proof.Owner.Length) : 0);
        _glue.ForEach(glue => most += LengthOfAddresses(glue));
        if (most <= (isProven ? Largest.Referral : Largest.UnprovenReferral).Octets)
        {
            return; // not larger even without compression: most delegations end here
        }

        _message.Begin(servers.Owner);
        _message.Add(servers);
        if (isProven)
        {
            _message.Add(proof);
            _message.AddSignatures(_zone, node, proof.Type);
        }

        _glue.ForEach(AddAddresses);
        Largest.AddReferral(_message.Octets, node, isProven);
    }

    // RFC 9471: the addresses of servers at or below the cut have to be there.
    private void FindGlue(RRset servers)
    {
        _glue.Clear();
        for (int i = 0; i < servers.Count; i++)
        {
            if (WireName.TryMeasure(servers.RDataOf(i), out int length)
                && WireName.IsAtOrBelow(servers.RDataOf(i)[..length], servers.Owner)
                && _zone.Find(servers.RDataOf(i)[..length]) is >= 0 and int glue)
            {
                _glue.Add(glue);
            }
        }
    }

    private int LengthOf(int node, RRset rrset, int ownerLength)
    {
        int octets = MessageSize.LengthOf(rrset, 0, rrset.Count, ownerLength);
        if (_zone.TryFind(node, RRType.RRSIG, out RRset signatures))
        {
            (int first, int count) = RrsigFields.RangeOf(signatures, rrset.Type);
            octets += MessageSize.LengthOf(
                signatures, first, count, Math.Min(ownerLength, MessageSize.PointerLength));
        }

        return octets;
    }

    private int LengthOfAddresses(int node)
    {
        int octets = 0;
        foreach (RRset rrset in _zone.RRsetsOf(node))
        {
            octets += IsAddress(rrset.Type)
                ? MessageSize.LengthOf(rrset, 0, rrset.Count, rrset.Owner.Length) : 0;
        }

        return octets;
    }

    private void AddAddresses(int node)
    {
        foreach (RRset rrset in _zone.RRsetsOf(node))
        {
            if (IsAddress(rrset.Type))
            {
                _message.Add(rrset);
            }
        }
    }

    private static bool IsAddress(RRType type) => type is RRType.A or RRType.AAAA;
}
