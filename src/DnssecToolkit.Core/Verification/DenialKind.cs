namespace DnssecToolkit.Verification;

/// <summary>How a zone proves that a name or type does not exist.</summary>
public enum DenialKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>By NSEC (RFC 4034 §4).</summary>
    Nsec,

    /// <summary>By NSEC3 without opt-out (RFC 5155).</summary>
    Nsec3,

    /// <summary>By NSEC3 with opt-out (RFC 5155 §6).</summary>
    Nsec3OptOut,

    /// <summary>By NSEC and NSEC3 at once, as during a change.</summary>
    Both,
}
