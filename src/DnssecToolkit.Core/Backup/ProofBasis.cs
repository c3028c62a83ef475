namespace DnssecToolkit.Backup;

/// <summary>Whose DNSKEY verified what a key signed to prove itself.</summary>
public enum ProofBasis
{
    /// <summary>That of the set's own manifest: the key files as they were when the set was made.</summary>
    Manifest,

    /// <summary>That which the zone publishes.</summary>
    Published,
}
