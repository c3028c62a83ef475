namespace DnssecToolkit.Verification;

/// <summary>The names that make the largest answers; one thread's, then of all.</summary>
internal sealed class LargestAnswers
{
    /// <summary>The most NSEC or NSEC3 that one answer needs (RFC 5155 §7.2.2).</summary>
    public const int MostProofs = 3;

    private readonly List<(int Octets, int Node)> _proofs = [];

    /// <summary>The largest NSEC with its signatures and the question for its own name.</summary>
    public (int Octets, int Node) ProofForQuestion { get; private set; } = (0, -1);

    /// <summary>The largest referrals that carry their own proof, or DS.</summary>
    public (int Octets, int Node) Referral { get; private set; } = (0, -1);

    /// <summary>The largest referrals to which NSEC3 has to be added.</summary>
    public (int Octets, int Node) UnprovenReferral { get; private set; } = (0, -1);

    /// <summary>The largest NSEC or NSEC3 with their signatures, the largest first: up
    /// to <see cref="MostProofs"/>.</summary>
    public IReadOnlyList<(int Octets, int Node)> Proofs => _proofs;

    /// <summary>Whether there is a wildcard.</summary>
    public bool HasWildcard { get; set; }

    /// <summary>Notes an NSEC or NSEC3 with its signatures.</summary>
    public void AddProof(int octets, int node)
    {
        int place = _proofs.Count;
        while (place > 0 && IsAfter(_proofs[place - 1], (octets, node)))
        {
            place--;
        }

        if (place < MostProofs)
        {
            _proofs.Insert(place, (octets, node));
        }

        if (_proofs.Count > MostProofs)
        {
            _proofs.RemoveAt(MostProofs);
        }
    }

    /// <summary>Notes an NSEC that proves what its own name does not have.</summary>
    public void AddProofForQuestion(int octets, int node) =>
        ProofForQuestion = IsAfter(ProofForQuestion, (octets, node)) ? (octets, node) : ProofForQuestion;

    /// <summary>Notes a referral.</summary>
    public void AddReferral(int octets, int node, bool isProven)
    {
        if (isProven)
        {
            Referral = IsAfter(Referral, (octets, node)) ? (octets, node) : Referral;
        }
        else
        {
            UnprovenReferral = IsAfter(UnprovenReferral, (octets, node)) ? (octets, node) : UnprovenReferral;
        }
    }

    /// <summary>Adds another thread's.</summary>
    public void Add(LargestAnswers other)
    {
        foreach ((int octets, int node) in other._proofs)
        {
            AddProof(octets, node);
        }

        AddProofForQuestion(other.ProofForQuestion.Octets, other.ProofForQuestion.Node);
        AddReferral(other.Referral.Octets, other.Referral.Node, isProven: true);
        AddReferral(other.UnprovenReferral.Octets, other.UnprovenReferral.Node, isProven: false);
        HasWildcard |= other.HasWildcard;
    }

    // The larger comes first, and of equal ones that which stands first
    // in the zone: the threads do not matter.
    private static bool IsAfter((int Octets, int Node) left, (int Octets, int Node) right) =>
        left.Octets < right.Octets
        || (left.Octets == right.Octets && left.Node > right.Node && right.Node >= 0);
}
