namespace DnssecToolkit.Keys;

/// <summary>What a key is for (RFC 9499 §10).</summary>
/// <remarks>KSK and CSK look the same in the DNS: both have the SEP flag. A CSK is a SEP key whose algorithm
/// has no ZSK beside it.</remarks>
public enum KeyRole
{
    /// <summary>Key signing key: signs the DNSKEY RRset; the parent's DS points to it.</summary>
    KSK,

    /// <summary>Zone signing key: signs everything else.</summary>
    ZSK,

    /// <summary>Combined signing key: both at once.</summary>
    CSK,
}
