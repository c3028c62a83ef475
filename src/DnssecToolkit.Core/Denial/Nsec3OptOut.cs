namespace DnssecToolkit.Denial;

/// <summary>Which delegations an NSEC3 chain leaves out (RFC 5155 §6).</summary>
public enum Nsec3OptOut
{
    /// <summary>None: every name is proven.</summary>
    None,

    /// <summary>Those without DS, and the empty non-terminals that lead to nothing else; every NSEC3 has the
    /// opt-out flag.</summary>
    InsecureDelegations,
}
