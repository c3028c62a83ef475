namespace DnssecToolkit.Schedule.Moves;

/// <summary>How fast a key that is not to be trusted leaves.</summary>
public enum EmergencyPath
{
    /// <summary>As fast as resolvers bear it.</summary>
    Safe,

    /// <summary>At once, whoever fails.</summary>
    AtOnce,
}
