namespace DnssecToolkit.Reporting;

/// <summary>Whether somebody has to look at something.</summary>
public enum StatusLevel
{
    /// <summary>Nobody has to.</summary>
    Good,

    /// <summary>Somebody should, in time.</summary>
    Attention,

    /// <summary>Somebody must, now.</summary>
    Bad,
}
