namespace DnssecToolkit.Bundles;

/// <summary>The losses that a sealed response is made for.</summary>
public enum KeyLoss
{
    /// <summary>The KSKs cannot be used any more: a standby KSK signs.</summary>
    Ksk,

    /// <summary>The ZSKs cannot be used any more: a standby ZSK stands beside them.</summary>
    Zsk,
}
