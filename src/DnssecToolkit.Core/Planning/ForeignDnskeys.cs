namespace DnssecToolkit.Planning;

/// <summary>What becomes of DNSKEYs in the input that are not among the zone's keys here.</summary>
public enum ForeignDnskeys
{
    /// <summary>They are left out, with a warning each.</summary>
    Remove,

    /// <summary>They stay: another signer's, for a zone with several (RFC 8901) or on its way from one to
    /// another.</summary>
    Keep,
}
