namespace DnssecToolkit.Verification;

/// <summary>Whether the operator says that a zone is signed.</summary>
public enum ZoneExpectation
{
    /// <summary>A zone with a DNSKEY, RRSIG, NSEC or NSEC3 is taken as
    /// signed, any other as unsigned.</summary>
    Either,

    /// <summary>The zone has to be signed.</summary>
    Signed,

    /// <summary>The zone has to be unsigned.</summary>
    Unsigned,
}
