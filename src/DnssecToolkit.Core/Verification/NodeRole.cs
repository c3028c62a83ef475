namespace DnssecToolkit.Verification;

/// <summary>What the verifier's own walk found a name to be; it decides what has to
/// be signed and proven there.</summary>
[Flags]
internal enum NodeRole : ushort
{
    /// <summary>A name with data that the zone speaks for.</summary>
    Authoritative = 0,

    /// <summary>NS below the apex: a zone cut.</summary>
    Delegation = 1,

    /// <summary>A DS beside the NS: a secure delegation.</summary>
    HasDs = 2,

    /// <summary>A DNAME stands here, so that nothing may stand below (RFC 6672 §2.4).</summary>
    HasDname = 4,

    /// <summary>Below a zone cut or DNAME.</summary>
    Occluded = 8,

    /// <summary>No records: an empty non-terminal.</summary>
    Empty = 16,

    /// <summary>Only NSEC3 and its signatures: a hashed name, which the chain does not prove.</summary>
    Hashed = 32,

    /// <summary>An empty non-terminal with a name below it that opt-out may
    /// not leave out (RFC 5155 §7.1).</summary>
    HasProvenBelow = 64,

    /// <summary>An NSEC3 stands here.</summary>
    HasNsec3 = 128,

    /// <summary>Occluded by a DNAME, not by a zone cut.</summary>
    BelowDname = 256,

    /// <summary>Only NSEC and its signatures: without records of its own a name
    /// has no NSEC (RFC 4035 §2.3).</summary>
    NsecAlone = 512,
}
