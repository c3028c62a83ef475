namespace DnssecToolkit.Schedule;

/// <summary>Which kinds of keys a zone has.</summary>
public enum KeyScheme
{
    /// <summary>KSKs sign the DNSKEY RRset, ZSKs the zone.</summary>
    KskZsk,

    /// <summary>One kind signs everything.</summary>
    Csk,
}
