namespace DnssecToolkit.Verification;

/// <summary>How much of a zone is looked at.</summary>
public enum VerificationScope
{
    /// <summary>DNSSEC, ZONEMD and the previous version: what a signer answers for.</summary>
    Dnssec,

    /// <summary>Content and advice as well: what the zone's owner answers for.</summary>
    Everything,
}
