namespace DnssecToolkit.Operations;

/// <summary>What kind of host proves a copy.</summary>
public enum ProofHost
{
    /// <summary>Any.</summary>
    Ordinary,

    /// <summary>One without a network, on which a KSK may be in something weaker than where it came from for
    /// a moment.</summary>
    Offline,
}
