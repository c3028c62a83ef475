namespace DnssecToolkit.Keys;

/// <summary>What a key needs before it may be used for the first time.</summary>
public enum BackupDemand
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A copy of it was made.</summary>
    Made,

    /// <summary>A copy of it has proven itself.</summary>
    Proven,
}
