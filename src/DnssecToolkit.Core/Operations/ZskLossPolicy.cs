namespace DnssecToolkit.Operations;

/// <summary>What becomes of a zone whose ZSK has gone while a KSK of its algorithm is there.</summary>
public enum ZskLossPolicy
{
    /// <summary>It is not signed.</summary>
    Refuse,

    /// <summary>The KSK signs everything, as a CSK.</summary>
    KskTakesOver,
}
