namespace DnssecToolkit.Schedule.Moves;

/// <summary>Why an emergency is met on one path and not on the other.</summary>
public enum EmergencyGround
{
    /// <summary>The operator wants it.</summary>
    Wanted,

    /// <summary>No resolver fails by it that does not fail already.</summary>
    NobodyFails,

    /// <summary>Some fail by either, for a shorter time in all by this one.</summary>
    ShorterFailure,
}
